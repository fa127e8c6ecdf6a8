#include "manifest.h"
#include "check.h"
#include "cleanup.h"
#include "file.h"
#include "tree.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

static char scratch[] = "/tmp/vs-manifest-XXXXXX";
static int top; /* the scratch directory */

static void put(int dir, const char *name, const char *text)
{
    struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000, .tv_nsec = 7}};
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    CHECK(futimens(fd, times) == 0);
}

/* Names whose order depends on how '/' and bytes above ASCII are compared. */
static int make_tree(const char *name)
{
    CHECK(mkdirat(top, name, 0755) == 0);
    int root = openat(top, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(root >= 0);
    CHECK(mkdirat(root, "a", 0755) == 0);
    put(root, "a/inside", "one");
    put(root, "a-b", "two");
    put(root, "a b\\c", "three");
    put(root, "\xff\xfe", "not UTF-8");
    put(root, "z", "last");
    CHECK(linkat(root, "z", root, "y", 0) == 0);
    CHECK(symlinkat("a/in side", root, "link") == 0);
    struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    CHECK(utimensat(root, "link", times, AT_SYMLINK_NOFOLLOW) == 0);
    return root;
}

static int write_manifest(int root, int pool, struct vs_manifest_totals *ret_totals)
{
    int file = openat(top, "manifest", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(file >= 0);
    CHECK(vs_manifest_write(root, pool, file, ret_totals) == 0);
    CHECK(lseek(file, 0, SEEK_SET) == 0);
    return file;
}

static void expect(int root, int pool, int file, uint64_t counts[3], const char *first)
{
    struct vs_manifest_difference difference;
    CHECK(lseek(file, 0, SEEK_SET) == 0);
    CHECK(vs_manifest_compare(root, pool, file, &difference) == 0);
    CHECK(difference.missing == counts[0] && difference.added == counts[1]);
    CHECK(difference.changed == counts[2]);
    CHECK(!strcmp(difference.first, first));
}

#define NOTHING ((uint64_t[3]){0, 0, 0})

static void test_equal_trees_have_equal_checksums(void)
{
    struct vs_manifest_totals one, other;
    cleanup_fd int first = make_tree("first"), second = make_tree("second");
    cleanup_fd int file = write_manifest(first, -1, &one);
    expect(second, -1, file, NOTHING, "");
    cleanup_fd int again = write_manifest(second, -1, &other);
    CHECK(!strcmp(one.checksum, other.checksum) && strlen(one.checksum) == 64);
    CHECK(one.entries == 8 && one.bytes == 3 + 3 + 5 + 9 + 4 + 4);
}

static void test_lines_are_those_that_are_documented(void)
{
    char text[4096] = "";
    struct vs_manifest_totals totals;
    cleanup_fd int root = make_tree("tree");
    cleanup_fd int file = write_manifest(root, -1, &totals);
    CHECK(read(file, text, sizeof(text) - 1) > 0);
    CHECK(!strncmp(text, "d 0755 0 0 - - - - - a\n", 23));
    const char *two = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";
    char line[200];
    (void)snprintf(line, sizeof(line), "\nf 0644 0 0 3 1000.000000007 1 %s - a-b\n", two);
    CHECK(strstr(text, line));
    CHECK(strstr(text, " a\\040b\\134c\n") && strstr(text, " \\377\\376\n"));
    CHECK(strstr(text, "\nl 0777 0 0 - 1.000000000 1 - - link a/in\\040side\n"));
}

static void test_each_kind_of_change_is_named(void)
{
    struct vs_manifest_totals totals;
    cleanup_fd int root = make_tree("tree");
    cleanup_fd int file = write_manifest(root, -1, &totals);
    put(root, "a-b", "TWO");
    expect(root, -1, file, (uint64_t[3]){0, 0, 1}, "/a-b has other content");
    put(root, "a-b", "two");
    CHECK(fchmodat(root, "a/inside", 04755, 0) == 0);
    expect(root, -1, file, (uint64_t[3]){0, 0, 1}, "/a/inside has another mode");
    CHECK(fchmodat(root, "a/inside", 0644, 0) == 0);
    expect(root, -1, file, NOTHING, "");
    CHECK(unlinkat(root, "a/inside", 0) == 0);
    expect(root, -1, file, (uint64_t[3]){1, 0, 0}, "/a/inside is missing");
    put(root, "a/inside", "one");
    put(root, "a/new", "");
    expect(root, -1, file, (uint64_t[3]){0, 1, 0}, "/a/new is new");
    CHECK(unlinkat(root, "a/new", 0) == 0);
    CHECK(unlinkat(root, "link", 0) == 0);
    expect(root, -1, file, (uint64_t[3]){1, 0, 0}, "/link is missing");
}

static void put_stub(int dir, const char *name, off_t size)
{
    put(dir, name, "");
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
    struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000, .tv_nsec = 7}};
    CHECK(fd >= 0 && ftruncate(fd, size) == 0);
    CHECK(fsetxattr(fd, "trusted.overlay.metacopy", "", 0, 0) == 0);
    CHECK(fsetxattr(fd, "trusted.overlay.redirect", "/.p/two", 7, 0) == 0);
    CHECK(futimens(fd, times) == 0);
}

static void test_a_pooled_tree_has_the_checksum_it_was_built_with(void)
{
    struct vs_manifest_totals totals, pooled;
    cleanup_fd int root = make_tree("tree"), pool = -1;
    cleanup_fd int file = write_manifest(root, -1, &totals);
    CHECK(mkdirat(top, "pool", 0700) == 0 && mkdirat(top, "pool/.p", 0700) == 0);
    pool = openat(top, "pool", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    put(pool, ".p/two", "two");
    put_stub(root, "a-b", 3);
    CHECK(mknodat(root, ".p", S_IFCHR, 0) == 0);
    expect(root, pool, file, NOTHING, "");
    cleanup_fd int again = write_manifest(root, pool, &pooled);
    CHECK(!strcmp(totals.checksum, pooled.checksum));
    put(pool, ".p/two", "TWO");
    expect(root, pool, file, (uint64_t[3]){0, 0, 1}, "/a-b has other content");
}

static void test_a_stub_without_its_object_is_an_error(void)
{
    struct vs_manifest_totals totals;
    cleanup_fd int root = make_tree("tree"), pool = -1;
    CHECK(mkdirat(top, "pool", 0700) == 0 && mkdirat(top, "pool/.p", 0700) == 0);
    pool = openat(top, "pool", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    put_stub(root, "a-b", 3);
    cleanup_fd int file = openat(top, "manifest", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(vs_manifest_write(root, pool, file, &totals) == -ENODATA);
    put(pool, ".p/two", "longer");
    CHECK(vs_manifest_write(root, pool, file, &totals) == -ENODATA);
    CHECK(vs_manifest_write(root, -1, file, &totals) == -ENODATA);
}

static void test_a_tree_that_is_too_deep_is_refused(void)
{
    struct vs_manifest_totals totals;
    cleanup_fd int root = make_tree("tree"), at = dup(root);
    for (int depth = 0; depth <= VS_MANIFEST_DEPTH; depth++) {
        CHECK(mkdirat(at, "d", 0755) == 0);
        int next = openat(at, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        CHECK(next >= 0 && close(at) == 0);
        at = next;
    }
    cleanup_fd int file = openat(top, "manifest", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(vs_manifest_write(root, -1, file, &totals) == -ELOOP);
}

static void (*const TESTS[])(void) = {
    test_equal_trees_have_equal_checksums,
    test_lines_are_those_that_are_documented,
    test_each_kind_of_change_is_named,
    test_a_pooled_tree_has_the_checksum_it_was_built_with,
    test_a_stub_without_its_object_is_an_error,
    test_a_tree_that_is_too_deep_is_refused,
};

int main(void)
{
    if (geteuid() != 0) {
        (void)puts("skipped: overlay's attributes belong to root");
        return 0;
    }
    CHECK(mkdtemp(scratch));
    cleanup_fd int dir = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    top = dir;
    for (size_t i = 0; i < sizeof(TESTS) / sizeof(TESTS[0]); i++) {
        static const char *const MADE[] = {"first", "second", "tree", "pool", "manifest"};
        TESTS[i]();
        for (size_t name = 0; name < sizeof(MADE) / sizeof(MADE[0]); name++)
            CHECK(vs_tree_remove(dir, MADE[name]) == 0);
    }
    CHECK(rmdir(scratch) == 0);
    return 0;
}
