#include "tree.h"
#include "check.h"
#include "cleanup.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define DEEP 3000 /* far beyond PATH_MAX and any descriptor limit of one per level */

static void make_deep(int parent)
{
    int at = dup(parent);
    for (int i = 0; i < DEEP; i++) {
        CHECK(mkdirat(at, "d", 0700) == 0);
        int next = openat(at, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        CHECK(next >= 0);
        CHECK(symlinkat("/tmp", at, "l") == 0);
        (void)close(at);
        at = next;
    }
    (void)close(at);
}

static void test_a_deep_tree_goes_and_what_links_point_to_stays(int dir)
{
    CHECK(mkdirat(dir, "keep", 0700) == 0 && mkdirat(dir, "keep/inside", 0700) == 0);
    CHECK(mkdirat(dir, "tree", 0700) == 0);
    CHECK(symlinkat("../keep", dir, "tree/link") == 0);
    CHECK(mkdirat(dir, "tree/.deep-0", 0700) == 0); /* a name the removal itself would choose */
    cleanup_fd int tree = openat(dir, "tree", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    make_deep(tree);
    CHECK(vs_tree_remove(dir, "tree") == 0);
    CHECK(faccessat(dir, "tree", F_OK, 0) < 0);
    CHECK(faccessat(dir, "keep/inside", F_OK, 0) == 0);
    CHECK(vs_tree_remove(dir, "keep") == 0);
}

static void test_a_link_itself_is_removed(int dir)
{
    CHECK(mkdirat(dir, "keep", 0700) == 0 && symlinkat("keep", dir, "link") == 0);
    CHECK(vs_tree_remove(dir, "link") == 0);
    CHECK(faccessat(dir, "keep", F_OK, 0) == 0);
    CHECK(vs_tree_remove(dir, "keep") == 0);
}

int main(void)
{
    char path[] = "/tmp/vs-tree-XXXXXX";
    CHECK(mkdtemp(path));
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    test_a_deep_tree_goes_and_what_links_point_to_stays(dir);
    test_a_link_itself_is_removed(dir);
    CHECK(vs_tree_remove(dir, "absent") == 0);
    CHECK(rmdir(path) == 0);
    return 0;
}
