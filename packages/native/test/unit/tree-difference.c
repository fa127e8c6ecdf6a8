#include "tree-difference.h"
#include "check.h"
#include "cleanup.h"
#include "tree.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>

#define DEEP 300 /* more levels than are kept open */

struct place {
    char path[32];
    int dir, from, base, to, links;
};

static int make_directory(int dir, const char *name)
{
    CHECK(mkdirat(dir, name, 0755) == 0);
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(fd >= 0);
    return fd;
}

static struct place open_place(void)
{
    struct place place = {.path = "/tmp/vs-difference-XXXXXX"};
    CHECK(mkdtemp(place.path));
    place.dir = open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    place.from = make_directory(place.dir, "from");
    place.base = make_directory(place.dir, "base");
    place.to = make_directory(place.dir, "to");
    place.links = make_directory(place.dir, "links");
    return place;
}

static void close_place(struct place *place)
{
    const int fds[] = {place->from, place->base, place->to, place->links};
    for (int i = 0; i < 4; i++)
        (void)close(fds[i]);
    for (const char *const *name = (const char *const[]){"from", "base", "to", "links", NULL};
         *name; name++)
        CHECK(vs_tree_remove(place->dir, *name) == 0);
    (void)close(place->dir);
    CHECK(rmdir(place->path) == 0);
}

static void put(int dir, const char *path, const char *text)
{
    cleanup_fd int fd = openat(dir, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
}

/* As both views show an untouched file of the layer that they share. */
static void share(const struct place *place, const char *path)
{
    CHECK(linkat(place->base, path, place->from, path, 0) == 0);
}

static int copy_content(struct vs_difference *difference, const struct vs_difference_file *file)
{
    char text[256] = "";
    (void)difference;
    cleanup_fd int from = openat(file->from.dir, file->from.name, O_RDONLY | O_CLOEXEC);
    cleanup_fd int to = openat(file->to.dir, file->to.name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ssize_t n = read(from, text, sizeof(text));
    return n >= 0 && write(to, text, (size_t)n) == n ? 0 : -EIO;
}

static struct vs_difference find_difference(const struct place *place)
{
    struct vs_difference difference = {.from = place->from,
                                       .base = place->base,
                                       .to = place->to,
                                       .links = place->links,
                                       .write_file = copy_content};
    CHECK(vs_tree_difference(&difference) == 0);
    return difference;
}

static struct stat see(int dir, const char *path)
{
    struct stat st;
    CHECK(fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0);
    return st;
}

static bool is_absent(int dir, const char *path)
{
    return faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT;
}

static bool is_whiteout(int dir, const char *path)
{
    struct stat st = see(dir, path);
    return S_ISCHR(st.st_mode) && st.st_rdev == makedev(0, 0);
}

static void test_only_what_differs_is_written(void)
{
    struct place place = open_place();
    CHECK(mkdirat(place.base, "kept", 0755) == 0 && mkdirat(place.from, "kept", 0755) == 0);
    const struct timespec times[] = {{.tv_sec = 7}, {.tv_sec = 7, .tv_nsec = 9}};
    put(place.base, "kept/same", "same");
    share(&place, "kept/same");
    for (int i = 0; i < 2; i++)
        CHECK(utimensat(i ? place.base : place.from, "kept", times, 0) == 0);
    put(place.base, "gone", "gone");
    put(place.base, "changed", "old");
    put(place.from, "changed", "new");
    put(place.from, "\xff\n name", "any bytes");
    struct vs_difference difference = find_difference(&place);
    CHECK(is_absent(place.to, "kept"));
    CHECK(is_whiteout(place.to, "gone"));
    CHECK(see(place.to, "changed").st_size == 3 && see(place.to, "\xff\n name").st_size == 9);
    CHECK(difference.written == 2 && difference.whiteouts == 1 && difference.seen == 4);
    close_place(&place);
}

static void test_equal_files_of_other_inodes_are_left_out(void)
{
    struct place place = open_place();
    const struct timespec times[] = {{.tv_sec = 5}, {.tv_sec = 5}};
    for (int i = 0; i < 2; i++) {
        int dir = i ? place.from : place.base;
        put(dir, "again", "equal");
        put(dir, "near", i ? "equal" : "other");
        CHECK(utimensat(dir, "again", times, 0) == 0 && utimensat(dir, "near", times, 0) == 0);
    }
    (void)find_difference(&place);
    CHECK(is_absent(place.to, "again"));
    CHECK(see(place.to, "near").st_size == 5);
    close_place(&place);
}

static void test_attributes_links_and_kinds_are_kept(void)
{
    struct place place = open_place();
    put(place.from, "one", "two names");
    CHECK(linkat(place.from, "one", place.from, "other", 0) == 0);
    CHECK(fchownat(place.from, "one", 3, 4, 0) == 0 && fchmodat(place.from, "one", 04755, 0) == 0);
    CHECK(symlinkat("nowhere", place.from, "link") == 0);
    CHECK(mkfifoat(place.from, "fifo", 0600) == 0);
    CHECK(mkdirat(place.from, "sticky", 0700) == 0 &&
          fchmodat(place.from, "sticky", 01777, 0) == 0);
    const struct timespec times[] = {{.tv_sec = 1}, {.tv_sec = 2, .tv_nsec = 345}};
    CHECK(utimensat(place.from, "sticky", times, 0) == 0);
    CHECK(utimensat(place.from, "link", times, AT_SYMLINK_NOFOLLOW) == 0);
    (void)find_difference(&place);
    CHECK(vs_tree_remove(place.dir, "links") == 0);
    CHECK(mkdirat(place.dir, "links", 0755) == 0);
    struct stat one = see(place.to, "one"), other = see(place.to, "other");
    CHECK(one.st_ino == other.st_ino && one.st_nlink == 2);
    CHECK(one.st_uid == 3 && one.st_gid == 4 && (one.st_mode & 07777) == 04755);
    CHECK(S_ISFIFO(see(place.to, "fifo").st_mode));
    CHECK((see(place.to, "sticky").st_mode & 07777) == 01777);
    CHECK(see(place.to, "sticky").st_mtim.tv_nsec == 345);
    CHECK(see(place.to, "link").st_mtim.tv_nsec == 345);
    close_place(&place);
}

static void test_a_file_replaces_a_directory_and_a_directory_a_file(void)
{
    struct place place = open_place();
    CHECK(mkdirat(place.base, "a", 0755) == 0 && mkdirat(place.from, "b", 0755) == 0);
    put(place.base, "a/inside", "gone");
    put(place.base, "b", "gone");
    put(place.from, "a", "file");
    put(place.from, "b/inside", "new");
    (void)find_difference(&place);
    CHECK(S_ISREG(see(place.to, "a").st_mode) && see(place.to, "b/inside").st_size == 3);
    close_place(&place);
}

/* Goes down by one name; the first DEEP levels are there already when make is false. */
static int go_down(int dir, bool make)
{
    int at = dup(dir);
    for (int i = 0; i < DEEP; i++) {
        if (make)
            CHECK(mkdirat(at, "d", 0755) == 0);
        int next = openat(at, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        CHECK(next >= 0);
        (void)close(at);
        at = next;
    }
    return at;
}

static void test_deep_trees_need_few_descriptors(void)
{
    struct place place = open_place();
    cleanup_fd int from = go_down(place.from, true);
    cleanup_fd int base = go_down(place.base, true);
    put(from, "new", "new");
    put(base, "gone", "gone");
    put(place.from, "z", "beside");
    int limit = 300 + place.links;
    const struct rlimit few = {(rlim_t)limit, 4096};
    CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
    (void)find_difference(&place);
    cleanup_fd int to = go_down(place.to, false);
    CHECK(see(to, "new").st_size == 3 && is_whiteout(to, "gone"));
    CHECK(see(place.to, "z").st_size == 6);
    close_place(&place);
}

static int stop_at_once(struct vs_difference *difference)
{
    return difference->seen >= 1 ? -ECANCELED : 0;
}

static void test_a_walk_can_be_ended(void)
{
    struct place place = open_place();
    put(place.from, "one", "");
    put(place.from, "other", "");
    struct vs_difference difference = {.from = place.from,
                                       .base = place.base,
                                       .to = place.to,
                                       .links = place.links,
                                       .write_file = copy_content,
                                       .is_over = stop_at_once};
    CHECK(vs_tree_difference(&difference) == -ECANCELED && difference.written == 1);
    close_place(&place);
}

int main(void)
{
    (void)umask(022);
    test_only_what_differs_is_written();
    test_equal_files_of_other_inodes_are_left_out();
    test_attributes_links_and_kinds_are_kept();
    test_a_file_replaces_a_directory_and_a_directory_a_file();
    test_deep_trees_need_few_descriptors();
    test_a_walk_can_be_ended();
    return 0;
}
