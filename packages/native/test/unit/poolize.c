#include "poolize.h"
#include "check.h"
#include "cleanup.h"
#include "stub.h"
#include "tree.h"
#include <string.h>
#include <sys/xattr.h>

#define SIZE 10000

struct scene {
    int dir; /* storage, with the trees in it */
    int stage;
    struct vs_pool pool;
};

static int open_directory(int dir, const char *path)
{
    int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(fd >= 0);
    return fd;
}

static void make_directory(int dir, const char *path)
{
    CHECK(mkdirat(dir, path, 0755) == 0);
}

/* A file whose content is made from one number. */
static void make_file(int dir, const char *path, unsigned seed)
{
    char bytes[SIZE];
    cleanup_fd int file = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)((i * 31 + i / 256) ^ seed);
    CHECK(file >= 0 && write(file, bytes, sizeof(bytes)) == sizeof(bytes));
}

static void make_tree(int dir, const char *name)
{
    make_directory(dir, name);
    cleanup_fd int tree = open_directory(dir, name);
    make_directory(tree, "usr");
    make_directory(tree, "usr/bin");
    make_directory(tree, "root");
    make_file(tree, "usr/bin/perl", 1);
    CHECK(linkat(tree, "usr/bin/perl", tree, "usr/perl5", 0) == 0);
    CHECK(linkat(tree, "usr/bin/perl", tree, "usr/bin/\377\n", 0) == 0);
    make_file(tree, "usr/bin/ping", 2);
    make_file(tree, "usr/bin/copy", 2);
    make_file(tree, "root/key", 3);
    CHECK(symlinkat("perl", tree, "usr/bin/link") == 0);
    cleanup_fd int ping = openat(tree, "usr/bin/ping", O_RDONLY | O_CLOEXEC);
    CHECK(fchown(ping, 7, 8) == 0 && fchmod(ping, 04755) == 0);
    CHECK(fsetxattr(ping, "user.note", "kept", 4, 0) == 0);
    const struct timespec times[] = {{.tv_sec = 1000, .tv_nsec = 1},
                                     {.tv_sec = 2000, .tv_nsec = 2}};
    CHECK(futimens(ping, times) == 0);
    CHECK(utimensat(tree, "usr/bin", times, 0) == 0 && utimensat(tree, "usr", times, 0) == 0);
}

static struct scene open_scene(int dir)
{
    struct scene scene = {.dir = dir};
    make_directory(dir, "stage");
    scene.stage = open_directory(dir, "stage");
    CHECK(vs_pool_open(dir, &scene.pool) == 0);
    return scene;
}

static void close_scene(struct scene *scene)
{
    static const char *const NAMES[] = {"stage", "pool", "cover", "one", "two"};
    vs_pool_close(&scene->pool);
    (void)close(scene->stage);
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        CHECK(vs_tree_remove(scene->dir, NAMES[i]) == 0);
}

static int poolize(struct scene *scene, const char *tree, const char *reference,
                   struct vs_poolize_result *ret_result)
{
    cleanup_fd int root = open_directory(scene->dir, tree);
    cleanup_fd int other = reference ? open_directory(scene->dir, reference) : -1;
    const struct vs_poolize what = {
        .pool = &scene->pool, .root = root, .stage = scene->stage, .references = {other, -1}};
    return vs_poolize(&what, ret_result);
}

static struct statx status_of(int dir, const char *path)
{
    struct statx status;
    CHECK(statx(dir, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &status) == 0);
    return status;
}

static unsigned count_entries(int dir, const char *path)
{
    unsigned count = 0;
    cleanup_dir DIR *listing = fdopendir(open_directory(dir, path));
    while (readdir(listing))
        count++;
    return count - 2;
}

/* The stub's object has the file's content. */
static void check_stub(const struct scene *scene, const char *path, unsigned seed)
{
    char object[VS_POOL_NAME_SIZE], sum[VS_POOL_NAME_SIZE], first;
    struct statx status = status_of(scene->dir, path);
    cleanup_fd int file = openat(scene->dir, path, O_RDONLY | O_CLOEXEC);
    CHECK(vs_stub_read(file, object) == VS_STUB_POOLED);
    CHECK(status.stx_size == SIZE && status.stx_blocks * 512 < SIZE);
    cleanup_fd int content = openat(scene->pool.objects, object, O_RDONLY | O_CLOEXEC);
    CHECK(vs_pool_sum(content, SIZE, sum) == 0 && !strcmp(sum, object));
    CHECK(pread(content, &first, 1, 0) == 1 && (unsigned)first == seed);
    struct statx settled = status_of(scene->pool.objects, object);
    CHECK(settled.stx_nlink == 1 && settled.stx_mode == (S_IFREG | 0400) && settled.stx_uid == 0);
}

static void check_tree(const struct scene *scene)
{
    char note[4];
    static const char PING[] = "one/usr/bin/ping";
    check_stub(scene, "one/usr/bin/perl", 1);
    check_stub(scene, PING, 2);
    struct statx ping = status_of(scene->dir, PING), perl = status_of(scene->dir, "one/usr/perl5");
    cleanup_fd int file = openat(scene->dir, PING, O_RDONLY | O_CLOEXEC);
    CHECK(ping.stx_mode == (S_IFREG | 04755) && ping.stx_uid == 7 && ping.stx_gid == 8);
    CHECK(ping.stx_mtime.tv_sec == 2000 && ping.stx_mtime.tv_nsec == 2);
    CHECK(fgetxattr(file, "user.note", note, 4) == 4 && !memcmp(note, "kept", 4));
    CHECK(perl.stx_nlink == 3);
    CHECK(perl.stx_ino == status_of(scene->dir, "one/usr/bin/perl").stx_ino);
    CHECK(perl.stx_ino == status_of(scene->dir, "one/usr/bin/\377\n").stx_ino);
    CHECK(status_of(scene->dir, "one/usr/bin").stx_mtime.tv_sec == 2000);
    CHECK(status_of(scene->dir, "one/usr").stx_mtime.tv_nsec == 2);
    CHECK(status_of(scene->dir, "one/root/key").stx_blocks > 0);
    CHECK(count_entries(scene->dir, "stage") == 0);
}

static void test_files_become_stubs_and_keep_what_they_were(int dir)
{
    struct vs_poolize_result result;
    struct scene scene = open_scene(dir);
    make_tree(dir, "one");
    CHECK(poolize(&scene, "one", NULL, &result) == 0);
    CHECK(result.files == 6 && result.pooled == 5 && result.objects == 2);
    CHECK(result.pooled_bytes == 3 * SIZE && result.object_bytes == 2 * SIZE);
    CHECK(result.plain[VS_PLAIN_SECRET] == 1 && result.unhashed == 0);
    check_tree(&scene);
    CHECK(poolize(&scene, "one", NULL, &result) == 0);
    CHECK(result.pooled == 0 && result.objects == 0 && result.plain[VS_PLAIN_STUB] == 5);
    check_tree(&scene);
    close_scene(&scene);
}

static void test_what_equals_another_tree_is_not_hashed(int dir)
{
    struct vs_poolize_result result;
    struct scene scene = open_scene(dir);
    make_tree(dir, "one");
    make_tree(dir, "two");
    CHECK(unlinkat(dir, "two/usr/bin/copy", 0) == 0);
    make_file(dir, "two/usr/bin/copy", 1);
    CHECK(poolize(&scene, "one", NULL, &result) == 0);
    CHECK(poolize(&scene, "two", "one", &result) == 0);
    CHECK(result.pooled == 5 && result.objects == 0 && result.unhashed == 2);
    CHECK(result.saved_bytes >= 3 * SIZE);
    check_stub(&scene, "two/usr/bin/copy", 1);
    CHECK(status_of(dir, "two/usr/perl5").stx_nlink == 3);
    CHECK(count_entries(scene.pool.objects, ".") == 2);
    close_scene(&scene);
}

static void test_a_prediction_changes_nothing(int dir)
{
    struct vs_poolize_result result;
    struct scene scene = open_scene(dir);
    make_tree(dir, "one");
    cleanup_fd int root = open_directory(dir, "one");
    const struct vs_poolize what = {
        .pool = &scene.pool, .root = root, .stage = -1, .references = {-1, -1}};
    CHECK(vs_poolize(&what, &result) == 0);
    CHECK(result.pooled == 5 && result.objects == 5);
    CHECK(count_entries(scene.pool.objects, ".") == 0);
    CHECK(status_of(dir, "one/usr/bin/ping").stx_blocks > 0);
    close_scene(&scene);
}

static void test_a_damaged_object_leaves_the_file_as_it_is(int dir)
{
    char object[VS_POOL_NAME_SIZE];
    struct vs_poolize_result result;
    struct scene scene = open_scene(dir);
    make_tree(dir, "one");
    make_tree(dir, "two");
    CHECK(poolize(&scene, "one", NULL, &result) == 0);
    CHECK(vs_stub_read_at(scene.dir, "one/usr/bin/ping", object) == VS_STUB_POOLED);
    cleanup_fd int content = openat(scene.pool.objects, object, O_WRONLY | O_CLOEXEC);
    CHECK(pwrite(content, "?", 1, SIZE / 2) == 1);
    CHECK(poolize(&scene, "two", "one", &result) == 0);
    CHECK(result.pooled == 3 && result.plain[VS_PLAIN_DIFFERS] == 2);
    CHECK(status_of(dir, "two/usr/bin/ping").stx_blocks > 0);
    close_scene(&scene);
}

static int stop_after_one(void *context, const struct vs_poolize_result *so_far)
{
    (void)context;
    return so_far->pooled ? -ECANCELED : 0;
}

static void test_a_cancelled_run_is_gone_on_with(int dir)
{
    struct vs_poolize_result result;
    struct scene scene = open_scene(dir);
    make_tree(dir, "one");
    cleanup_fd int root = open_directory(dir, "one");
    const struct vs_poolize what = {.pool = &scene.pool,
                                    .root = root,
                                    .stage = scene.stage,
                                    .references = {-1, -1},
                                    .progress = stop_after_one};
    uint64_t pooled = 0;
    while (vs_poolize(&what, &result) == -ECANCELED) {
        CHECK(result.pooled == 1);
        pooled++;
    }
    CHECK(pooled == 5);
    check_tree(&scene);
    close_scene(&scene);
}

/* As a run leaves them that ends while it puts stubs in place. */
static void test_leftovers_of_a_run_that_was_cut_off_go(int dir)
{
    struct vs_poolize_result result;
    struct scene scene = open_scene(dir);
    make_tree(dir, "one");
    make_file(scene.stage, "s1", 4);
    make_file(scene.stage, "times.new", 4);
    CHECK(poolize(&scene, "one", NULL, &result) == 0);
    check_tree(&scene);
    close_scene(&scene);
}

int main(void)
{
    char path[] = "/tmp/vs-poolize-XXXXXX";
    if (geteuid() != 0) {
        (void)printf("skipped: needs root\n");
        return 0;
    }
    CHECK(mkdtemp(path));
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    test_files_become_stubs_and_keep_what_they_were(dir);
    test_what_equals_another_tree_is_not_hashed(dir);
    test_a_prediction_changes_nothing(dir);
    test_a_damaged_object_leaves_the_file_as_it_is(dir);
    test_a_cancelled_run_is_gone_on_with(dir);
    test_leftovers_of_a_run_that_was_cut_off_go(dir);
    CHECK(rmdir(path) == 0);
    return 0;
}
