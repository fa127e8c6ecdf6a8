#include "notify-statfs.h"
#include "cleanup.h"
#include "kernel.h"
#include "notify-caller.h"
#include "notify-look.h"
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <time.h>

#define GROUPS_MAX 64 /* who has more is looked after with these, and may find less */
#define SEARCHES   (1ull << CAP_DAC_OVERRIDE | 1ull << CAP_DAC_READ_SEARCH)

_Static_assert(sizeof(struct statfs) == 120, "struct statfs of 64 bits, of kernel and C library");

/* Opened while the call was known to wait, so that all of it is the caller's. */
struct asker {
    pid_t thread;
    int memory;
    int root, directory; /* of statfs(2) */
    int file;            /* of fstatfs(2) */
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool vs_statfs_is_answered(int call)
{
    return call == SYS_statfs || call == SYS_fstatfs;
}

static int open_in_proc(pid_t thread, const char *name, int flags)
{
    char path[48];
    (void)snprintf(path, sizeof(path), "/proc/%d/%s", thread, name);
    int fd = open(path, flags | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static bool open_asker(int listener, const struct seccomp_notif *call, struct asker *asker)
{
    char name[24];
    asker->thread = (pid_t)call->pid;
    asker->memory = open_in_proc(asker->thread, "mem", O_RDWR);
    if (call->data.nr == SYS_fstatfs) {
        (void)snprintf(name, sizeof(name), "fd/%u", (uint32_t)call->data.args[0]);
        asker->file = open_in_proc(asker->thread, name, O_PATH);
    } else {
        asker->root = open_in_proc(asker->thread, "root", O_PATH | O_DIRECTORY);
        asker->directory = open_in_proc(asker->thread, "cwd", O_PATH | O_DIRECTORY);
    }
    return vs_caller_waits(listener, call->id);
}

static void close_asker(struct asker *asker)
{
    vs_close_fd(&asker->memory);
    vs_close_fd(&asker->root);
    vs_close_fd(&asker->directory);
    vs_close_fd(&asker->file);
}

/* Where a link of the caller's in /proc leads, as its guest names it; "" for the guest's root. */
static int read_place(const struct asker *asker, const char *link, char *ret_text, size_t size)
{
    char path[48];
    (void)snprintf(path, sizeof(path), "/proc/%d/%s", asker->thread, link);
    ssize_t length = readlink(path, ret_text, size - 1);
    if (length < 0)
        return -errno;
    ret_text[length == 1 ? 0 : length] = '\0';
    return 0;
}

/* By its name below the root: what leads out of it by ".." ends there. */
static int open_above_directory(const struct asker *asker, const char *path, uint64_t resolve)
{
    char root[PATH_MAX], directory[PATH_MAX], whole[2 * PATH_MAX];
    int r = read_place(asker, "root", root, sizeof(root));
    r = r < 0 ? r : read_place(asker, "cwd", directory, sizeof(directory));
    size_t length = r < 0 ? 0 : strlen(root);
    if (r < 0 || strncmp(directory, root, length) != 0)
        return r < 0 ? r : -ENOENT; /* it stands outside of its root */
    (void)snprintf(whole, sizeof(whole), "%s/%s", directory + length, path);
    int fd = vs_openat2(asker->root, whole, O_PATH, 0, RESOLVE_IN_ROOT | resolve);
    return fd < 0 ? -errno : fd;
}

/* As whoever this process is to the file system now. */
static int open_path(const struct asker *asker, const char *path)
{
    const uint64_t resolve = RESOLVE_NO_MAGICLINKS;
    if (path[0] == '/') {
        int fd = vs_openat2(asker->root, path, O_PATH, 0, RESOLVE_IN_ROOT | resolve);
        return fd < 0 ? -errno : fd;
    }
    int fd = vs_openat2(asker->directory, path, O_PATH, 0, RESOLVE_BENEATH | resolve);
    if (fd >= 0)
        return fd;
    return errno == EXDEV ? open_above_directory(asker, path, resolve) : -errno;
}

/* Without our own capabilities over files, which go with the change of the id. Source:
 * capabilities(7), "Effect of user ID changes on capabilities". */
static int become(const struct vs_credentials *credentials)
{
    gid_t groups[GROUPS_MAX];
    int count = vs_credentials_groups(credentials->thread, groups, GROUPS_MAX);
    if (count < 0 || syscall(SYS_setgroups, count, groups) < 0)
        return -EPERM;
    (void)setfsgid(credentials->file_gid);
    (void)setfsuid(credentials->file_uid);
    /* They do not tell of a failure. Source: setfsuid(2). */
    bool is_other = (uid_t)setfsuid((uid_t)-1) == credentials->file_uid &&
                    (gid_t)setfsgid((gid_t)-1) == credentials->file_gid;
    return is_other ? 0 : -EPERM;
}

static void become_oneself(void)
{
    (void)setfsuid(0);
    (void)setfsgid(0);
    (void)syscall(SYS_setgroups, 0, NULL);
    /* A change of ids takes both back. Source: commit_creds(). */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Whether the caller can itself look it up: else it has to hear so, as from the kernel. */
static bool may_find(const struct asker *asker, const char *path)
{
    struct vs_credentials credentials;
    if (vs_credentials_read(asker->thread, &credentials) < 0)
        return false;
    if (credentials.effective & SEARCHES)
        return true;
    int r = become(&credentials);
    int fd = r < 0 ? r : open_path(asker, path);
    become_oneself();
    if (fd >= 0)
        (void)close(fd);
    return fd >= 0;
}

static bool is_own(const struct vs_statfs_view *view, int fd, struct statfs *ret_found)
{
    return fd >= 0 && fstatfs(fd, ret_found) == 0 && vs_statfs_view_has(view, ret_found);
}

/* First as ourselves: for most paths that are asked for, such as in /proc and /sys, that ends it.
 */
static bool find(const struct vs_statfs_view *view, const struct asker *asker,
                 const struct seccomp_notif *call, struct statfs *ret_found)
{
    char path[PATH_MAX];
    size_t size;
    if (call->data.nr == SYS_fstatfs)
        return is_own(view, asker->file, ret_found);
    if (asker->root < 0 || asker->directory < 0 ||
        vs_caller_text(asker->memory, call->data.args[0], path, sizeof(path), &size) < 0)
        return false;
    cleanup_fd int target = open_path(asker, path);
    return is_own(view, target, ret_found) && may_find(asker, path);
}

static int read_use(const struct vs_statfs_view *view, struct vs_statfs_cache *cache)
{
    int64_t now = now_ms();
    if (cache->read_ms && now - cache->read_ms < VS_LOOK_FRESH_MS)
        return 0;
    int r = vs_subvolume_group_use(view->group, &cache->use);
    cache->read_ms = r < 0 ? 0 : now;
    return r;
}

static int answer(const struct vs_statfs_view *view, struct vs_statfs_cache *cache,
                  const struct asker *asker, const struct seccomp_notif *call)
{
    struct statfs found;
    if (asker->memory < 0 || !find(view, asker, call, &found) || read_use(view, cache) < 0 ||
        !vs_statfs_view_limit(&cache->use, &found))
        return VS_STATFS_KERNEL;
    ssize_t n = pwrite(asker->memory, &found, sizeof(found), (off_t)call->data.args[1]);
    return n == (ssize_t)sizeof(found) ? 0 : -EFAULT;
}

int vs_statfs_answer(const struct vs_statfs_view *view, struct vs_statfs_cache *cache, int listener,
                     const struct seccomp_notif *call)
{
    struct asker asker = {.memory = -1, .root = -1, .directory = -1, .file = -1};
    int r = open_asker(listener, call, &asker) ? answer(view, cache, &asker, call) : -ENOENT;
    close_asker(&asker);
    return r;
}
