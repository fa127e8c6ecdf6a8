/* Groups of the controllers that only some limits need, made when the first such limit is set or
 * what they count is wanted. */
#include "cgroup.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Names on v1 and on v2. */
static const char *const V1_NAMES[] = {"cpuset", "blkio"};
static const char *const V2_NAMES[] = {"cpuset", "io"};

static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += length)
        if ((at == text || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\n'))
            return true;
    return false;
}

bool vs_cgroup_has_optional(const struct vs_cgroup_host *host, enum vs_optional which, bool *ret_v2)
{
    char path[320], controllers[256];
    *ret_v2 = host->optional[which][0] == '\0';
    if (!*ret_v2)
        return true;
    (void)snprintf(path, sizeof(path), "%s/cgroup.controllers", host->unified);
    return vs_file_read(AT_FDCWD, path, controllers, sizeof(controllers)) == 0 &&
           has_word(controllers, V2_NAMES[which]);
}

static int open_below(const char *mount, const char *group, int *ret_fd)
{
    char path[320];
    int n = snprintf(path, sizeof(path), "%s/%s", mount, group);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -ENAMETOOLONG;
    *ret_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret_fd < 0 ? -errno : 0;
}

int vs_cgroup_open_optional(const struct vs_cgroup_host *host, enum vs_optional which,
                            const char *group, int *ret_fd)
{
    bool v2;
    if (!vs_cgroup_has_optional(host, which, &v2))
        return -EOPNOTSUPP;
    return open_below(v2 ? host->unified : host->optional[which], group, ret_fd);
}

/* A fresh cpuset has neither CPUs nor memory nodes, and takes no task without. */
static int copy_cpuset(int parent, int dir)
{
    static const char *const FILES[] = {"cpuset.cpus", "cpuset.mems"};
    char text[1024];
    for (int i = 0; i < 2; i++) {
        int r = vs_file_read(dir, FILES[i], text, sizeof(text));
        if (r < 0)
            return r;
        if (text[0] != '\0' && text[0] != '\n')
            continue;
        r = vs_file_read(parent, FILES[i], text, sizeof(text));
        r = r < 0 ? r : vs_file_write(dir, FILES[i], text);
        if (r < 0)
            return r;
    }
    return 0;
}

static int make_below(enum vs_optional which, int parent, const char *name, int *ret_fd)
{
    if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
        return -errno;
    cleanup_fd int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return -errno;
    int r = which == VS_OPTIONAL_CPUSET ? copy_cpuset(parent, dir) : 0;
    if (r == 0)
        *ret_fd = vs_steal_fd(&dir);
    return r;
}

struct move {
    const char *controller, *group;
    int dir;
};

/* A line of /proc/PID/cgroup is "number:controllers:path". Source: cgroups(7). */
static bool is_there(pid_t thread, const struct move *move)
{
    char path[40], text[4096], wanted[VS_PATH_SIZE + 32];
    (void)snprintf(path, sizeof(path), "/proc/%d/cgroup", thread);
    (void)snprintf(wanted, sizeof(wanted), "/%s\n", move->group);
    if (vs_file_read(AT_FDCWD, path, text, sizeof(text)) < 0)
        return true; /* it has ended */
    char *at = strstr(text, move->controller);
    char *end = at ? strchr(at, '\n') : NULL;
    if (!end)
        return false;
    size_t line = (size_t)(end + 1 - at), length = strlen(wanted);
    return line >= length && !memcmp(end + 1 - length, wanted, length);
}

static int move_one(pid_t thread, void *argument)
{
    const struct move *move = argument;
    if (is_there(thread, move))
        return 0;
    int r = vs_file_write_u64(move->dir, "tasks", (uint64_t)thread);
    return r < 0 ? r : 1;
}

/* One directory after the other: the parent of all guests may lie deeper than the mount. */
static int make_path(enum vs_optional which, const char *mount, const char *group, int *ret_fd)
{
    char path[VS_PATH_SIZE], *rest = NULL;
    cleanup_fd int dir = -1;
    (void)snprintf(path, sizeof(path), "%s", group);
    int r = open_below(mount, "", &dir);
    for (char *name = strtok_r(path, "/", &rest); r == 0 && name;
         name = strtok_r(NULL, "/", &rest)) {
        cleanup_fd int parent = vs_steal_fd(&dir);
        r = make_below(which, parent, name, &dir);
    }
    if (r == 0)
        *ret_fd = vs_steal_fd(&dir);
    return r;
}

static int make_v1(const struct vs_cgroup_host *host, enum vs_optional which, const char *group,
                   int *ret_fd)
{
    char controller[16];
    cleanup_fd int dir = -1;
    int r = make_path(which, host->optional[which], group, &dir);
    if (r < 0)
        return r;
    (void)snprintf(controller, sizeof(controller), ":%s:", V1_NAMES[which]);
    struct move move = {.controller = controller, .group = group, .dir = dir};
    r = vs_cgroup_settle(host, group, move_one, &move);
    if (r < 0)
        return r;
    *ret_fd = vs_steal_fd(&dir);
    return 0;
}

/* On v2 the controller is handed down to all guests of the instance at once. */
static int make_v2(const struct vs_cgroup_host *host, enum vs_optional which, const char *group,
                   int *ret_fd)
{
    char parent[VS_PATH_SIZE], word[16];
    const char *slash = strrchr(group, '/');
    if (!slash || (size_t)(slash - group) >= sizeof(parent))
        return -EINVAL;
    (void)snprintf(parent, sizeof(parent), "%.*s", (int)(slash - group), group);
    (void)snprintf(word, sizeof(word), "+%s", V2_NAMES[which]);
    int r = vs_cgroup_hand_down(host, parent, word);
    return r < 0 ? r : open_below(host->unified, group, ret_fd);
}

int vs_cgroup_make_optional(const struct vs_cgroup_host *host, enum vs_optional which,
                            const char *group, int *ret_fd)
{
    bool v2;
    if (!vs_cgroup_has_optional(host, which, &v2))
        return -EOPNOTSUPP;
    return v2 ? make_v2(host, which, group, ret_fd) : make_v1(host, which, group, ret_fd);
}
