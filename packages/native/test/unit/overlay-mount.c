#include "overlay-mount.h"
#include "check.h"
#include "cleanup.h"
#include "kernel.h"
#include "poolize.h"
#include "stub.h"
#include "tree.h"
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/xattr.h>

#define SIZE 20000

/* storage with a template, and a guest with two lower layers (2 over 1) and an upper one (3) */
struct scene {
    int dir, base, own, stage, cover;
    struct vs_pool pool;
};

static int open_directory(int dir, const char *path)
{
    int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(fd >= 0);
    return fd;
}

static void make_directories(int dir)
{
    static const char *const PATHS[] = {"base",
                                        "base/bin",
                                        "stage",
                                        "own",
                                        "own/data",
                                        "own/data/1",
                                        "own/data/2",
                                        "own/data/3",
                                        "own/data/1/upper",
                                        "own/data/2/upper",
                                        "own/data/3/upper",
                                        "own/data/3/work",
                                        "own/data/1/upper/bin"};
    for (size_t i = 0; i < sizeof(PATHS) / sizeof(PATHS[0]); i++)
        CHECK(mkdirat(dir, PATHS[i], 0755) == 0);
}

static void make_file(int dir, const char *path, char letter)
{
    char bytes[SIZE];
    cleanup_fd int file = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    memset(bytes, letter, sizeof(bytes));
    CHECK(file >= 0 && write(file, bytes, sizeof(bytes)) == sizeof(bytes));
}

static void poolize(struct scene *scene, int root)
{
    struct vs_poolize_result result;
    const struct vs_poolize what = {
        .pool = &scene->pool, .root = root, .stage = scene->stage, .references = {-1, -1}};
    CHECK(vs_poolize(&what, &result) == 0 && result.pooled > 0);
}

static struct scene open_scene(int dir)
{
    struct scene scene = {.dir = dir};
    make_directories(dir);
    make_file(dir, "base/bin/shared", 'a');
    make_file(dir, "base/bin/both", 'b');
    make_file(dir, "own/data/1/upper/bin/both", 'c');
    make_file(dir, "own/data/1/upper/own", 'd');
    make_file(dir, "own/data/3/upper/upper", 'e');
    scene.base = open_directory(dir, "base");
    scene.own = open_directory(dir, "own");
    scene.stage = open_directory(dir, "stage");
    CHECK(vs_pool_open(dir, &scene.pool) == 0);
    scene.cover = open_directory(dir, "cover");
    cleanup_fd int layer = open_directory(dir, "own/data/1/upper");
    poolize(&scene, scene.base);
    poolize(&scene, layer);
    return scene;
}

static void close_scene(struct scene *scene)
{
    static const char *const NAMES[] = {"base", "own", "stage", "pool", "cover"};
    const int fds[] = {scene->base, scene->own, scene->stage, scene->cover};
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
        (void)close(fds[i]);
    vs_pool_close(&scene->pool);
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        CHECK(vs_tree_remove(scene->dir, NAMES[i]) == 0);
}

static int mount_scene(const struct scene *scene, bool has_data_layer, bool is_view)
{
    int mount = -1;
    const struct vs_overlay overlay = {.base = scene->base,
                                       .own = scene->own,
                                       .prefix = "data/",
                                       .pool = scene->pool.root,
                                       .cover = scene->cover,
                                       .has_data_layer = has_data_layer,
                                       .upper = 3,
                                       .is_view = is_view,
                                       .layers = {2, 1}};
    CHECK(vs_overlay_mount(&overlay, MOUNT_ATTR_NODEV, &mount) == 0);
    return mount;
}

static char content(int root, const char *path)
{
    char bytes[SIZE];
    cleanup_fd int file = openat(root, path, O_RDONLY | O_CLOEXEC);
    CHECK(file >= 0 && read(file, bytes, sizeof(bytes)) == sizeof(bytes));
    for (size_t i = 1; i < sizeof(bytes); i++)
        CHECK(bytes[i] == bytes[0]);
    return bytes[0];
}

static void test_every_layers_stubs_have_their_content(const struct scene *scene, bool has_data)
{
    cleanup_fd int root = mount_scene(scene, has_data, false);
    CHECK(content(root, "bin/shared") == 'a');
    CHECK(content(root, "bin/both") == 'c');
    CHECK(content(root, "own") == 'd');
    CHECK(faccessat(root, VS_POOL_DIRECTORY, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT);
    cleanup_dir DIR *listing = fdopendir(openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (const struct dirent *entry; (entry = readdir(listing));)
        CHECK(strcmp(entry->d_name, VS_POOL_DIRECTORY) != 0);
}

static void test_a_change_of_metadata_keeps_the_content_in_the_pool(const struct scene *scene,
                                                                    bool has_data)
{
    char object[VS_POOL_NAME_SIZE];
    cleanup_fd int root = mount_scene(scene, has_data, false);
    CHECK(fchmodat(root, "bin/shared", 0600, 0) == 0);
    CHECK(vs_stub_read_at(scene->own, "data/3/upper/bin/shared", object) == VS_STUB_COPY);
    CHECK(content(root, "bin/shared") == 'a');
    cleanup_fd int file = openat(root, "own", O_WRONLY | O_CLOEXEC);
    CHECK(file >= 0 && pwrite(file, "x", 1, 0) == 1);
    CHECK(vs_stub_read_at(scene->own, "data/3/upper/own", object) == VS_STUB_NONE);
    CHECK(vs_stub_read_at(scene->own, "data/1/upper/own", object) == VS_STUB_POOLED);
}

static void test_a_view_shows_all_and_takes_nothing(const struct scene *scene, bool has_data)
{
    cleanup_fd int root = mount_scene(scene, has_data, true);
    CHECK(content(root, "bin/both") == 'c' && content(root, "bin/shared") == 'a');
    CHECK(content(root, "upper") == 'e');
    CHECK(mkdirat(root, "new", 0700) < 0 && errno == EROFS);
}

/* A missing or damaged object: an error, or what VERIFY finds; never what another file has. */
static void test_a_missing_object_is_an_error(const struct scene *scene, bool has_data)
{
    char object[VS_POOL_NAME_SIZE], byte;
    CHECK(vs_stub_read_at(scene->base, "bin/both", object) == VS_STUB_POOLED);
    CHECK(renameat(scene->pool.objects, object, scene->pool.objects, "gone") == 0);
    const struct vs_overlay overlay = {.base = scene->base,
                                       .own = -1,
                                       .pool = scene->pool.root,
                                       .cover = scene->cover,
                                       .has_data_layer = has_data};
    int mount = -1;
    CHECK(vs_overlay_mount(&overlay, 0, &mount) == 0);
    cleanup_fd int root = mount;
    cleanup_fd int file = openat(root, "bin/both", O_RDONLY | O_CLOEXEC);
    CHECK(file < 0 || read(file, &byte, 1) < 0);
    CHECK(content(root, "bin/shared") == 'a');
    CHECK(renameat(scene->pool.objects, "gone", scene->pool.objects, object) == 0);
}

static bool has_data_layers(void)
{
    struct utsname name;
    unsigned major = 0, minor = 0;
    CHECK(uname(&name) == 0 && sscanf(name.release, "%u.%u", &major, &minor) == 2);
    return major > 6 || (major == 6 && minor >= 5);
}

static void test_all(int dir, bool has_data)
{
    struct scene scene = open_scene(dir);
    test_every_layers_stubs_have_their_content(&scene, has_data);
    test_a_view_shows_all_and_takes_nothing(&scene, has_data);
    test_a_missing_object_is_an_error(&scene, has_data);
    test_a_change_of_metadata_keeps_the_content_in_the_pool(&scene, has_data);
    close_scene(&scene);
}

int main(void)
{
    char path[] = "/tmp/vs-overlay-XXXXXX";
    if (geteuid() != 0 || unshare(CLONE_NEWNS) < 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
        (void)printf("skipped: needs root\n");
        return 0;
    }
    CHECK(mkdtemp(path));
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    test_all(dir, false);
    if (has_data_layers())
        test_all(dir, true);
    CHECK(rmdir(path) == 0);
    return 0;
}
