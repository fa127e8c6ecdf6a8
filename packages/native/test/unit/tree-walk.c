#include "tree-walk.h"
#include "check.h"
#include "cleanup.h"
#include "tree.h"
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>

#define DEEP 300

struct seen {
    unsigned files, directories, others;
    unsigned nameless; /* entries without a path */
    char path[64];     /* of the last file */
};

static int note(void *context, const struct vs_walk_entry *entry)
{
    struct seen *seen = context;
    if (S_ISREG(entry->st->st_mode)) {
        seen->files++;
        (void)snprintf(seen->path, sizeof(seen->path), "%s", entry->path ? entry->path : "");
    } else if (S_ISDIR(entry->st->st_mode)) {
        seen->directories++;
    } else {
        seen->others++;
    }
    seen->nameless += !entry->path;
    return 0;
}

static void put(int dir, const char *path)
{
    cleanup_fd int fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
}

static int go_down(int dir, const char *name, int levels)
{
    int at = dup(dir);
    for (int i = 0; i < levels; i++) {
        CHECK(mkdirat(at, name, 0700) == 0);
        int next = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        CHECK(next >= 0);
        (void)close(at);
        at = next;
    }
    return at;
}

static void test_each_entry_is_shown_once(int root)
{
    struct seen seen = {0};
    CHECK(mkdirat(root, "a", 0700) == 0 && mkdirat(root, "a/b", 0700) == 0);
    put(root, "a/b/file");
    CHECK(symlinkat("a", root, "link") == 0);
    CHECK(vs_tree_walk(root, note, &seen) == 0);
    CHECK(seen.files == 1 && seen.directories == 2 && seen.others == 1 && seen.nameless == 0);
    CHECK(!strcmp(seen.path, "a/b/file"));
}

static void test_deep_trees_need_few_descriptors_and_long_paths_have_no_name(int root)
{
    char name[201];
    struct seen seen = {0};
    memset(name, 'n', 200);
    name[200] = '\0';
    cleanup_fd int bottom = go_down(root, name, DEEP);
    put(bottom, "file");
    put(root, "last");
    const struct rlimit few = {100 + (rlim_t)bottom, 4096};
    CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
    CHECK(vs_tree_walk(root, note, &seen) == 0);
    CHECK(seen.files == 2 && seen.directories == DEEP && seen.nameless > DEEP / 2);
}

#define MOVED_LEVEL 80

static int move_away(void *context, const struct vs_walk_entry *entry)
{
    const int *root = context;
    char path[2 * MOVED_LEVEL + 1] = "";
    for (int i = 0; i < MOVED_LEVEL; i++)
        memcpy(path + 2 * i, i + 1 < MOVED_LEVEL ? "d/" : "d", 2);
    if (S_ISREG(entry->st->st_mode))
        CHECK(renameat(*root, path, *root, "moved") == 0);
    return 0;
}

static void test_a_deep_directory_that_is_moved_up_does_not_lead_out(int root)
{
    cleanup_fd int bottom = go_down(root, "d", 100);
    put(bottom, "file");
    CHECK(vs_tree_walk(root, move_away, &root) == -ESTALE);
}

static void in_new_tree(void (*test)(int root))
{
    char path[] = "/tmp/vs-walk-XXXXXX";
    CHECK(mkdtemp(path));
    cleanup_fd int parent = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    test(root);
    CHECK(vs_tree_remove(parent, strrchr(path, '/') + 1) == 0);
}

int main(void)
{
    in_new_tree(test_each_entry_is_shown_once);
    in_new_tree(test_a_deep_directory_that_is_moved_up_does_not_lead_out);
    in_new_tree(test_deep_trees_need_few_descriptors_and_long_paths_have_no_name);
    return 0;
}
