#include "shared-link.h"
#include "bpf-call.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define ON_GROUP_MAX                                                                               \
    16 /* programs of one kind on one group, the host's administrator's included                   \
        */

static int path_of(char ret_path[VS_BPF_PATH_SIZE], const char *pins, const char *kind,
                   const char *name)
{
    int length = snprintf(ret_path, VS_BPF_PATH_SIZE, "%s%s%s", pins, kind, name);
    return length >= 0 && length < VS_BPF_PATH_SIZE ? 0 : -ENAMETOOLONG;
}

/* A link outlives its namespace, and then holds nothing. Source: bpf_netns_link_fill_info(). */
static bool is_link_of(int link, int netns)
{
    struct stat found;
    struct bpf_link_info info = {0};
    union bpf_attr attr = {.info = {.bpf_fd = (uint32_t)link,
                                    .info_len = sizeof(info),
                                    .info = (uint64_t)(uintptr_t)&info}};
    return vs_bpf_call(BPF_OBJ_GET_INFO_BY_FD, &attr) == 0 && fstat(netns, &found) == 0 &&
           info.netns.netns_ino == found.st_ino;
}

/* Of an older version of ours: new listeners would be looked for in another map. */
static bool is_link_to(int link, int program)
{
    uint32_t id = 0;
    struct bpf_link_info info = {0};
    union bpf_attr attr = {.info = {.bpf_fd = (uint32_t)link,
                                    .info_len = sizeof(info),
                                    .info = (uint64_t)(uintptr_t)&info}};
    return vs_bpf_program_id(program, &id) == 0 &&
           vs_bpf_call(BPF_OBJ_GET_INFO_BY_FD, &attr) == 0 && info.prog_id == id;
}

int vs_shared_link_host(const struct vs_shared_objects *objects, const char *pins, int netns)
{
    char path[VS_BPF_PATH_SIZE];
    int program = vs_shared_find(objects, "lookup");
    int r = path_of(path, pins, "/", "lookup");
    if (r < 0)
        return r;
    cleanup_fd int found = vs_bpf_get(path);
    if (found >= 0 && is_link_of(found, netns) && is_link_to(found, program))
        return 0;
    if (found >= 0 && unlink(path) < 0 && errno != ENOENT)
        return -errno;
    cleanup_fd int link = vs_bpf_link(program, netns, BPF_SK_LOOKUP);
    if (link < 0)
        return link;
    r = vs_bpf_pin(link, path);
    return r == -EEXIST ? 0 : r; /* another guest has started at the same time */
}

static int attach(const struct vs_shared_program *program, const char *directory, int group)
{
    char path[VS_BPF_PATH_SIZE];
    cleanup_fd int link = vs_bpf_link(program->fd, group, program->type);
    int r = link < 0 ? link : path_of(path, directory, "/", program->name);
    r = r < 0 ? r : vs_bpf_pin(link, path);
    return r < 0 ? r : vs_steal_fd(&link);
}

int vs_shared_link_guest(const struct vs_shared_objects *objects, const char *pins,
                         const char *name, int group, struct vs_shared_links *ret_links)
{
    char directory[VS_BPF_PATH_SIZE];
    struct vs_shared_program programs[VS_SHARED_PROGRAMS] = {0};
    struct vs_shared_links links;
    int r = vs_shared_link_remove(pins, name);
    r = r < 0 ? r : path_of(directory, pins, "/guests/", name);
    r = r < 0 ? r : vs_make_directories(directory, 0700);
    if (r < 0)
        return r;
    memset(&links, -1, sizeof(links));
    vs_shared_list(objects, programs);
    for (int i = 0; r >= 0 && i < VS_SHARED_PROGRAMS; i++)
        r = links.fds[i] = attach(&programs[i], directory, group);
    if (r >= 0) {
        links.pins = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        r = links.pins < 0 ? -errno : 0;
    }
    if (r < 0)
        vs_shared_links_close(&links);
    else
        *ret_links = links;
    return r;
}

int vs_shared_link_remove(const char *pins, const char *name)
{
    char path[VS_BPF_PATH_SIZE];
    int r = path_of(path, pins, "/guests/", name);
    if (r < 0)
        return r;
    cleanup_dir DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? 0 : -errno;
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.' && unlinkat(dirfd(dir), entry->d_name, 0) < 0 &&
            errno != ENOENT)
            return -errno;
    return rmdir(path) < 0 && errno != ENOENT ? -errno : 0;
}

static int is_attached(const struct vs_shared_program *program, int group)
{
    uint32_t ids[ON_GROUP_MAX];
    int count = vs_bpf_query(group, program->type, ids, ON_GROUP_MAX);
    for (int i = 0; i < count && i < ON_GROUP_MAX; i++)
        if (ids[i] == program->id)
            return 1;
    return count < 0 ? count : 0;
}

int vs_shared_link_count(const struct vs_shared_objects *objects, int group, uint32_t *ret_count)
{
    struct vs_shared_program programs[VS_SHARED_PROGRAMS] = {0};
    uint32_t count = 0;
    vs_shared_list(objects, programs);
    for (int i = 0; i < VS_SHARED_PROGRAMS; i++) {
        int r = is_attached(&programs[i], group);
        if (r < 0)
            return r;
        count += (uint32_t)r;
    }
    *ret_count = count;
    return 0;
}

/* "cgroup_id" is 0 once the link was detached. Source: bpf_cgroup_link_show_fdinfo(). */
static int is_held(int link)
{
    char path[40], text[512];
    (void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", link);
    int r = vs_file_read(AT_FDCWD, path, text, sizeof(text));
    if (r < 0)
        return r;
    return strstr(text, "\ncgroup_id:\t0\n") ? -ENOENT : 0;
}

int vs_shared_check(const struct vs_shared_links *links)
{
    int count = 0;
    cleanup_fd int again = openat(links->pins, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *dir = again < 0 ? NULL : fdopendir(again);
    if (!dir)
        return -ENOENT;
    again = -1;
    for (const struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    int r = count < VS_SHARED_PROGRAMS ? -ENOENT : 0;
    for (int i = 0; r == 0 && i < VS_SHARED_PROGRAMS; i++)
        r = is_held(links->fds[i]);
    return r;
}

void vs_shared_links_close(struct vs_shared_links *links)
{
    vs_close_fd(&links->pins);
    for (int i = 0; i < VS_SHARED_PROGRAMS; i++)
        vs_close_fd(&links->fds[i]);
}
