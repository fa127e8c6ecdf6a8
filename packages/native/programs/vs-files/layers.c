#include "layers.h"
#include "attributes.h"
#include "cleanup.h"
#include "image.h"
#include "kernel.h"
#include "parse.h"
#include "pool-policy.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/xattr.h>

#define NAME_SIZE 40
#define POOLED    "trusted.vserver.pooled"

int open_data(const struct place *place, int *ret_fd)
{
    if (place->root.backend == VS_BACKEND_IMAGE)
        return vs_image_mount(place->dir, ret_fd);
    int fd = openat(place->dir, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

int attach_data(const struct files *files, const struct place *place, int data)
{
    const unsigned flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
    if (place->root.backend != VS_BACKEND_IMAGE)
        return 0;
    return move_mount(data, "", files->run_fd, "", flags) < 0 ? -errno : 0;
}

int open_layer(int data, uint32_t number, int *ret_fd)
{
    char path[NAME_SIZE];
    (void)snprintf(path, sizeof(path), "%u/upper", number);
    int fd = vs_openat2(data, path, O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

static int make_in(int dir, const char *name, int *ret_fd)
{
    if (mkdirat(dir, name, 0755) < 0)
        return -errno;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

/* The root of a fresh mount is open as a path only. */
int sync_data(int data)
{
    cleanup_fd int dir = openat(data, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir < 0 || fsync(dir) < 0 ? -errno : 0;
}

int sync_all(int data)
{
    cleanup_fd int dir = openat(data, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir < 0 || syncfs(dir) < 0 ? -errno : 0;
}

int make_layer(int data, uint32_t number, int like)
{
    char name[NAME_SIZE];
    cleanup_fd int layer = -1, upper = -1, work = -1;
    (void)snprintf(name, sizeof(name), "%u", number);
    int r = make_in(data, name, &layer);
    r = r < 0 ? r : make_in(layer, "upper", &upper);
    r = r < 0 ? r : make_in(layer, "work", &work);
    if (r < 0)
        return r;
    return dress_layer(data, number, like);
}

int dress_layer(int data, uint32_t number, int like)
{
    struct stat st;
    cleanup_fd int upper = -1;
    int r = open_layer(data, number, &upper);
    if (r == 0 && fstat(like, &st) < 0)
        r = -errno;
    return r < 0 ? r
                 : vs_attributes_copy((struct vs_entry){like, "."}, &st,
                                      (struct vs_entry){upper, "."});
}

int remove_layer(int data, uint32_t number)
{
    char name[NAME_SIZE];
    (void)snprintf(name, sizeof(name), "%u", number);
    return vs_tree_remove(data, name);
}

static bool is_used(const struct vs_guest_root *root, uint64_t number)
{
    bool used = root->upper == number && root->backend != VS_BACKEND_TREE;
    for (int i = 0; i < VS_ROOT_LAYERS_MAX && root->layers[i]; i++)
        used = used || root->layers[i] == number;
    return used;
}

/* What a job that died may have left: layers without a name in the root file, and their like. */
static bool is_stray(const struct vs_guest_root *root, const char *name)
{
    uint64_t number;
    if (!strcmp(name, "tree"))
        return root->backend != VS_BACKEND_TREE;
    return !strcmp(name, "links") ||
           (vs_parse_number(name, UINT32_MAX, &number) == 0 && !is_used(root, number));
}

static int each_stray(int data, const struct vs_guest_root *root, bool removes, unsigned *ret_count)
{
    int copy = openat(data, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (*ret_count = 0;;) {
        errno = 0;
        const struct dirent *entry = readdir(entries);
        if (!entry)
            return -errno;
        if (!is_stray(root, entry->d_name))
            continue;
        int r = removes ? vs_tree_remove(data, entry->d_name) : 0;
        if (r < 0)
            return r;
        *ret_count += 1;
    }
}

int count_strays(int data, const struct vs_guest_root *root, unsigned *ret_count)
{
    return each_stray(data, root, false, ret_count);
}

int remove_strays(int data, const struct vs_guest_root *root)
{
    unsigned count;
    return each_stray(data, root, true, &count);
}

int is_empty(int dir)
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(entries);
        if (!entry)
            return errno ? -errno : 1;
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            return 0;
    }
}

static int open_number(int data, uint32_t number)
{
    char name[NAME_SIZE];
    (void)snprintf(name, sizeof(name), "%u", number);
    return openat(data, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

bool is_pooled(int data, uint32_t number)
{
    uint8_t policy = 0;
    cleanup_fd int layer = open_number(data, number);
    return layer >= 0 && fgetxattr(layer, POOLED, &policy, sizeof(policy)) == sizeof(policy) &&
           policy == VS_POOL_POLICY;
}

/* The file systems keep the order: it is on the disk only if the stubs are. */
void mark_pooled(int data, uint32_t number)
{
    const uint8_t policy = VS_POOL_POLICY;
    cleanup_fd int layer = open_number(data, number);
    if (layer >= 0)
        (void)fsetxattr(layer, POOLED, &policy, sizeof(policy), 0);
}

uint32_t free_number(const struct vs_guest_root *root)
{
    uint32_t number = root->upper;
    for (int i = 0; i < VS_ROOT_LAYERS_MAX && root->layers[i]; i++)
        number = root->layers[i] > number ? root->layers[i] : number;
    return number + 1;
}

unsigned count_layers(const struct vs_guest_root *root)
{
    unsigned count = 0;
    while (count < VS_ROOT_LAYERS_MAX && root->layers[count])
        count++;
    return count;
}
