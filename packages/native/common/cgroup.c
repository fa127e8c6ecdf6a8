#include "cgroup.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_MAX_BYTES 320

/* Directories below a group a guest may make; keeps removal bounded. */
#define DESCENDANTS_MAX "4096"
#define DEPTH_MAX       "32"

#define HAND_DOWN_TRIES 10

/* Those that every guest needs, as words for cgroup.subtree_control. */
static const char *const CONTROLLER_WORDS[] = {"+cpu", "+memory", "+pids"};
#define CONTROLLERS 3

static int build(char *ret_path, const char *mount, const char *group, const char *sub)
{
    int n = snprintf(ret_path, PATH_MAX_BYTES, "%s/%s%s%s", mount, group, sub[0] ? "/" : "", sub);
    return n >= 0 && n < PATH_MAX_BYTES ? 0 : -ENAMETOOLONG;
}

static int make_directory(const char *mount, const char *group)
{
    char path[PATH_MAX_BYTES];
    int r = build(path, mount, group, "");
    if (r < 0)
        return r;
    return mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

int vs_cgroup_create_v1(const struct vs_cgroup_host *host, const char *group)
{
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < host->v1_count; i++)
        r = make_directory(host->v1[i].mount, group);
    return r;
}

int vs_cgroup_create_v2(const struct vs_cgroup_host *host, const char *group)
{
    return make_directory(host->unified, group);
}

int vs_cgroup_create(const struct vs_cgroup_host *host, const char *group)
{
    int r = vs_cgroup_create_v1(host, group);
    return r < 0 ? r : vs_cgroup_create_v2(host, group);
}

/* On v2 a controller works in a child only when the parent hands it down. */
static int hand_down(const char *mount, const char *group, const char *word)
{
    char path[PATH_MAX_BYTES];
    int r = build(path, mount, group, "cgroup.subtree_control");
    return r < 0 ? r : vs_file_write(AT_FDCWD, path, word);
}

int vs_cgroup_hand_down(const struct vs_cgroup_host *host, const char *parent, const char *word)
{
    char above[VS_PATH_SIZE] = ".";
    const char *slash = strrchr(parent, '/');
    if (slash && (size_t)(slash - parent) >= sizeof(above))
        return -ENAMETOOLONG;
    if (slash)
        (void)snprintf(above, sizeof(above), "%.*s", (int)(slash - parent), parent);
    int r = -ENOENT;
    /* ENOENT: systemd took the controller from the root between the two writes. */
    for (int i = 0; r == -ENOENT && i < HAND_DOWN_TRIES; i++) {
        r = hand_down(host->unified, above, word);
        r = r < 0 ? r : hand_down(host->unified, parent, word);
    }
    return r;
}

/*
 * All guests together, not each, compete with the host's own processes: at the kernel's default
 * weight a single busy process of the host would get as much as all of them. The host keeps a share
 * of its own.
 */
static int weigh(const struct vs_cgroup_host *host, const char *parent)
{
    char path[PATH_MAX_BYTES];
    if (host->mode == VS_CGROUP_V2) {
        int r = build(path, host->unified, parent, "cpu.weight");
        return r < 0 ? r : vs_file_write(AT_FDCWD, path, "1000");
    }
    for (uint32_t i = 0; i < host->v1_count; i++) {
        if (!(host->v1[i].controllers & VS_CONTROLLER_CPU))
            continue;
        int r = build(path, host->v1[i].mount, parent, "cpu.shares");
        return r < 0 ? r : vs_file_write(AT_FDCWD, path, "10240");
    }
    return 0;
}

int vs_cgroup_prepare(const struct vs_cgroup_host *host, const char *parent)
{
    int r = vs_cgroup_create(host, parent);
    for (int i = 0; r == 0 && host->mode == VS_CGROUP_V2 && i < CONTROLLERS; i++)
        r = vs_cgroup_hand_down(host, parent, CONTROLLER_WORDS[i]);
    return r < 0 ? r : weigh(host, parent);
}

/* Source: cgroup-v2.rst, "Delegation Containment": these and the directory, never the limits. */
static int give_to(int dir, uid_t uid)
{
    static const char *const FILES[] = {"cgroup.procs", "cgroup.subtree_control", "cgroup.threads"};
    for (int i = 0; i < 3; i++)
        if (fchownat(dir, FILES[i], uid, uid, 0) < 0)
            return -errno;
    return fchownat(dir, "", uid, uid, AT_EMPTY_PATH) < 0 ? -errno : 0;
}

int vs_cgroup_delegate(const struct vs_cgroup_host *host, const char *group, uid_t uid, int *ret_fd)
{
    char path[PATH_MAX_BYTES];
    int r = 0;
    for (int i = 0; host->mode == VS_CGROUP_V2 && r == 0 && i < CONTROLLERS; i++)
        r = hand_down(host->unified, group, CONTROLLER_WORDS[i]);
    if (r == 0)
        r = build(path, host->unified, group, "guest");
    if (r < 0)
        return r;
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return -errno;
    cleanup_fd int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    r = give_to(fd, uid);
    if (r == 0)
        r = vs_file_write(fd, "cgroup.max.descendants", DESCENDANTS_MAX);
    if (r == 0)
        r = vs_file_write(fd, "cgroup.max.depth", DEPTH_MAX);
    if (r < 0)
        return r;
    *ret_fd = vs_steal_fd(&fd);
    return 0;
}

int vs_cgroup_open(const struct vs_cgroup_host *host, const char *group, const char *sub,
                   int *ret_fd)
{
    char path[PATH_MAX_BYTES];
    int r = build(path, host->unified, group, sub);
    if (r < 0)
        return r;
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

static int join(const char *mount, const char *group)
{
    char path[PATH_MAX_BYTES];
    int r = build(path, mount, group, "tasks");
    return r < 0 ? r : vs_file_write(AT_FDCWD, path, "0");
}

/* The optional ones last: who makes a group later finds us by the others, and moves us. */
int vs_cgroup_attach_self(const struct vs_cgroup_host *host, const char *group)
{
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < host->v1_count; i++)
        r = join(host->v1[i].mount, group);
    for (int i = 0; r == 0 && i < VS_OPTIONAL_COUNT; i++)
        if (host->optional[i][0]) {
            r = join(host->optional[i], group);
            r = r == -ENOENT ? 0 : r;
        }
    return r;
}

int vs_cgroup_path(const struct vs_cgroup_host *host, enum vs_controller controller,
                   const char *group, char *ret_path, size_t size)
{
    const char *mount = host->mode == VS_CGROUP_V2 ? host->unified : NULL;
    for (uint32_t i = 0; !mount && i < host->v1_count; i++)
        if (host->v1[i].controllers & (uint32_t)controller)
            mount = host->v1[i].mount;
    if (!mount)
        return -ENOENT;
    int n = snprintf(ret_path, size, "%s/%s", mount, group);
    return n >= 0 && (size_t)n < size ? 0 : -ENAMETOOLONG;
}
