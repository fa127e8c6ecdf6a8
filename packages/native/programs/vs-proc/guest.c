#include "guest.h"
#include "cleanup.h"
#include "file.h"
#include "guest-state.h"
#include "kernel.h"
#include "parse.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int guests_open(struct guests *guests, const struct vs_layout_record *layout, struct shared *shared)
{
    char path[320];
    guests->layout = layout;
    guests->shared = shared;
    int r = vs_layout_run(layout, "guests", "", "", path, sizeof(path));
    if (r < 0)
        return r;
    guests->run_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return guests->run_fd < 0 ? -errno : 0;
}

static bool exists(const struct guests *guests, const char *name)
{
    return faccessat(guests->run_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A slot of nobody, or of a guest that has been deleted. */
static int find_free(const struct guests *guests, uint32_t *ret_index)
{
    for (uint32_t i = 1; i < GUESTS_MAX; i++)
        if (!guests->shared->slots[i].name[0]) {
            *ret_index = i;
            return 0;
        }
    for (uint32_t i = 1; i < GUESTS_MAX; i++)
        if (!exists(guests, guests->shared->slots[i].name)) {
            *ret_index = i;
            return 0;
        }
    return -ENOSPC;
}

int guests_find(struct guests *guests, const char *name, uint32_t *ret_index)
{
    char field[VS_NAME_SIZE] = {0};
    if (strlen(name) >= sizeof(field))
        return -ENOENT;
    memcpy(field, name, strlen(name));
    if (vs_parse_name(field) < 0 || !exists(guests, name))
        return -ENOENT;
    for (uint32_t i = 1; i < GUESTS_MAX; i++)
        if (!memcmp(guests->shared->slots[i].name, field, sizeof(field))) {
            *ret_index = i;
            return 0;
        }
    int r = find_free(guests, ret_index);
    if (r < 0)
        return r;
    struct slot *slot = &guests->shared->slots[*ret_index];
    uint32_t generation = slot->generation + 1;
    memset(slot, 0, sizeof(*slot));
    slot->generation = generation;
    memcpy(slot->name, field, sizeof(field)); /* last: from now on the sampler sees it */
    return 0;
}

/* "boottime -1234 0". Source: time_namespaces(7). */
static int64_t read_boot_offset_us(pid_t pid)
{
    char path[40], text[128];
    (void)snprintf(path, sizeof(path), "/proc/%d/timens_offsets", pid);
    if (vs_file_read(AT_FDCWD, path, text, sizeof(text)) < 0)
        return 0;
    const char *line = strstr(text, "boottime");
    return line ? strtoll(line + strlen("boottime"), NULL, 10) * 1000000 : 0;
}

static bool is_same(const struct known *known, const struct stat *found, uint32_t generation)
{
    return known->generation == generation && known->inode == found->st_ino &&
           known->changed.tv_sec == found->st_ctim.tv_sec &&
           known->changed.tv_nsec == found->st_ctim.tv_nsec;
}

/* A state file is replaced, never edited, so its inode and time tell whether it was read already.
 */
static void look(const struct guests *guests, const struct slot *slot, struct known *known)
{
    char path[VS_NAME_SIZE + sizeof("/state")];
    struct stat found;
    struct vs_guest_state state;
    (void)snprintf(path, sizeof(path), "%.*s/state", VS_NAME_SIZE, slot->name);
    if (fstatat(guests->run_fd, path, &found, AT_SYMLINK_NOFOLLOW) < 0) {
        *known = (struct known){.generation = slot->generation};
        return;
    }
    if (is_same(known, &found, slot->generation))
        return;
    *known = (struct known){
        .generation = slot->generation, .inode = found.st_ino, .changed = found.st_ctim};
    cleanup_fd int dir =
        openat(guests->run_fd, slot->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0 || vs_guest_state_read(dir, &state) < 0 || !state.running)
        return;
    known->pid = state.process.pid;
    known->started_at = state.process.started_at;
    known->boot_offset_us = read_boot_offset_us(known->pid);
}

bool guests_has(const struct guests *guests, uint32_t index, uint32_t generation)
{
    if (index == 0 || index >= GUESTS_MAX)
        return false;
    const struct slot *slot = &guests->shared->slots[index];
    return slot->name[0] && slot->generation == generation;
}

int guests_take(struct guests *guests, uint32_t index, uint32_t generation, struct guest *ret_guest)
{
    if (!guests_has(guests, index, generation))
        return -ESTALE;
    struct slot *slot = &guests->shared->slots[index];
    struct known *known = &guests->known[index];
    look(guests, slot, known);
    ret_guest->index = index;
    ret_guest->slot = slot;
    ret_guest->known = known;
    return vs_layout_group(guests->layout, slot->name, ret_guest->group, sizeof(ret_guest->group));
}

uint64_t boot_time_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t guest_uptime_us(const struct guest *guest)
{
    if (!guest->known->pid)
        return 0;
    int64_t uptime = (int64_t)boot_time_us() + guest->known->boot_offset_us;
    return uptime > 0 ? (uint64_t)uptime : 0;
}

int guest_group(const struct guests *guests, const struct guest *guest,
                enum vs_controller controller)
{
    char path[320];
    int r = vs_cgroup_path(&guests->layout->cgroup, controller, guest->group, path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}
