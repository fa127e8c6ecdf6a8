/* Times a peer's command line from just before the fork to its end. */
#include "driver.h"
#include <errno.h>
#include <ftw.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct peer {
    const char *stamp; /* "-": the payload leaves none */
    const char *mask;  /* empty file shown in place of the controllers of v2, or NULL */
    const char *lower; /* lower layer of a root made for this one run, or NULL */
    const char *work;  /* directory for its upper, work and rootfs */
    char **command;
};

/* crun refuses hybrid hosts that leave a controller on v2: an empty list is shown to it alone. */
static int mask_controllers(const char *empty)
{
    if (unshare(CLONE_NEWNS) < 0 || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return -errno;
    return mount(empty, "/sys/fs/cgroup/unified/cgroup.controllers", NULL, MS_BIND, NULL) < 0
               ? -errno
               : 0;
}

static int make_root(const struct peer *peer)
{
    static const char *const DIRECTORIES[] = {"upper", "work"};
    char path[512], options[2048];
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", peer->work, DIRECTORIES[i]);
        if (mkdir(path, 0755) < 0)
            return -errno;
        struct stat lower;
        if (stat(peer->lower, &lower) < 0 || chown(path, lower.st_uid, lower.st_gid) < 0)
            return -errno;
    }
    (void)snprintf(path, sizeof(path), "%s/rootfs", peer->work);
    (void)snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s/upper,workdir=%s/work",
                   peer->lower, peer->work, peer->work);
    return mount("overlay", path, "overlay", 0, options) < 0 ? -errno : 0;
}

static int remove_entry(const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
    (void)stat;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static int remove_root(const struct peer *peer)
{
    static const char *const DIRECTORIES[] = {"upper", "work"};
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/rootfs", peer->work);
    if (umount2(path, 0) < 0)
        return -errno;
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", peer->work, DIRECTORIES[i]);
        if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0)
            return -errno;
    }
    return 0;
}

static int run_command(char **command)
{
    pid_t pid;
    int status = 0, error = posix_spawnp(&pid, command[0], NULL, NULL, command, environ);
    if (error != 0)
        return -error;
    if (waitpid(pid, &status, 0) < 0)
        return -errno;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}

static int time_peer(const struct peer *peer)
{
    if (strcmp(peer->stamp, "-") != 0)
        (void)unlink(peer->stamp);
    uint64_t begun = wall_nanoseconds();
    int error = peer->lower ? make_root(peer) : 0;
    if (error == 0)
        error = run_command(peer->command);
    if (error == 0 && peer->lower)
        error = remove_root(peer);
    uint64_t ended = wall_nanoseconds();
    if (error < 0) {
        fprintf(stderr, "%s: %s\n", peer->command[0], strerror(-error));
        return 1;
    }
    return report(begun, strcmp(peer->stamp, "-") == 0 ? 0 : read_stamp(peer->stamp), ended);
}

int run_peer(int argc, char **argv)
{
    struct peer peer = {.stamp = argv[2]};
    int next = 3;
    if (next + 1 < argc && strcmp(argv[next], "--mask") == 0) {
        peer.mask = argv[next + 1];
        next += 2;
    }
    if (next + 2 < argc && strcmp(argv[next], "--overlay") == 0) {
        peer.lower = argv[next + 1];
        peer.work = argv[next + 2];
        next += 3;
    }
    if (next + 1 >= argc || strcmp(argv[next], "--") != 0)
        return 2;
    peer.command = argv + next + 1;
    int error = peer.mask ? mask_controllers(peer.mask) : 0;
    if (error < 0) {
        fprintf(stderr, "mask: %s\n", strerror(-error));
        return 1;
    }
    return time_peer(&peer);
}
