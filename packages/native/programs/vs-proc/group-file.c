#include "group-file.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <string.h>

static int open_group(const struct guests *guests, const struct guest *guest, enum group group)
{
    static const enum vs_controller CONTROLLERS[] = {
        [GROUP_CPU] = VS_CONTROLLER_CPU,
        [GROUP_CPUACCT] = VS_CONTROLLER_CPUACCT,
        [GROUP_MEMORY] = VS_CONTROLLER_MEMORY,
    };
    int fd = -1;
    if (group < GROUP_CPUSET)
        return guest_group(guests, guest, CONTROLLERS[group]);
    enum vs_optional which = group == GROUP_CPUSET ? VS_OPTIONAL_CPUSET : VS_OPTIONAL_IO;
    int r = vs_cgroup_open_optional(&guests->layout->cgroup, which, guest->group, &fd);
    return r < 0 ? r : fd;
}

/* Without a guest it is a file of the host. */
static int open_file(const struct guests *guests, const struct guest *guest,
                     const struct group_file *wanted)
{
    cleanup_fd int dir = -1;
    if (guest) {
        dir = open_group(guests, guest, wanted->group);
        if (dir < 0)
            return dir;
    }
    int fd = openat(guest ? dir : AT_FDCWD, wanted->name,
                    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

static bool is_wanted(const struct group_file *file, const struct group_file *wanted)
{
    return file->name == wanted->name && file->slot == wanted->slot &&
           file->started_at == wanted->started_at && file->generation == wanted->generation &&
           file->group == wanted->group;
}

static struct group_file *place_of(struct group_files *files, const struct group_file *wanted)
{
    uint64_t hash = (uint64_t)(uintptr_t)wanted->name * 31 + (uint64_t)(uintptr_t)wanted->slot;
    hash *= 0x9e3779b97f4a7c15;
    return &files->all[(hash >> 32) % GROUP_FILES_MAX];
}

static void let_go(struct group_file *file)
{
    if (file->name)
        vs_close_fd(&file->fd);
    file->name = NULL;
}

/* Files of groups give all they have to one read. Source: seq_file.rst, single_open(). */
static int read_once(int fd, char *ret_text, size_t size)
{
    ssize_t n = pread(fd, ret_text, size - 1, 0);
    if (n < 0)
        return -errno;
    ret_text[n] = '\0';
    return 0;
}

static int read_kept(const struct guests *guests, const struct guest *guest,
                     struct group_file *wanted, char *ret_text, size_t size)
{
    struct group_file *kept = place_of(guests->files, wanted);
    if (is_wanted(kept, wanted) && read_once(kept->fd, ret_text, size) == 0)
        return 0;
    let_go(kept);
    wanted->fd = open_file(guests, guest, wanted);
    if (wanted->fd < 0)
        return wanted->fd;
    *kept = *wanted;
    int r = read_once(kept->fd, ret_text, size);
    if (r < 0)
        let_go(kept);
    return r;
}

static int read_file(const struct guests *guests, const struct guest *guest,
                     struct group_file *wanted, char *ret_text, size_t size)
{
    if (guests->files)
        return read_kept(guests, guest, wanted, ret_text, size);
    cleanup_fd int fd = open_file(guests, guest, wanted);
    return fd < 0 ? fd : read_once(fd, ret_text, size);
}

int group_read(const struct guests *guests, const struct guest *guest, enum group group,
               const char *name, char *ret_text, size_t size)
{
    struct group_file wanted = {.name = name,
                                .slot = guest->slot,
                                .started_at = guest->known->started_at,
                                .generation = guest->slot->generation,
                                .group = group};
    return read_file(guests, guest, &wanted, ret_text, size);
}

int host_file_read(const struct guests *guests, const char *path, char *ret_text, size_t size)
{
    struct group_file wanted = {.name = path};
    return read_file(guests, NULL, &wanted, ret_text, size);
}

int group_read_u64(const struct guests *guests, const struct guest *guest, enum group group,
                   const char *name, uint64_t *ret_value)
{
    char text[64], *end;
    int r = group_read(guests, guest, group, name, text, sizeof(text));
    if (r < 0)
        return r;
    uint64_t value = strtoull(text, &end, 10);
    if (end == text)
        return -EINVAL;
    *ret_value = value;
    return 0;
}

int group_read_max(const struct guests *guests, const struct guest *guest, enum group group,
                   const char *name, uint64_t *ret_value)
{
    char text[64];
    int r = group_read(guests, guest, group, name, text, sizeof(text));
    if (r == 0)
        *ret_value = strncmp(text, "max", 3) ? strtoull(text, NULL, 10) : UINT64_MAX;
    return r;
}
