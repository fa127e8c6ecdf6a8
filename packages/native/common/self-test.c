#include "self-test.h"
#include "cleanup.h"
#include "disk-quota.h"
#include "file.h"
#include "kernel.h"
#include "limit-field.h"
#include "project.h"
#include "state-file.h"
#include "subvolume.h"
#include "tree.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>

#define STATE     "self-test"
#define PLACE     "self-test.tmp"
#define LOCK      "self-test.lock"
#define BYTES     (1ull << 20)
#define INODES    32ull
#define BOOT_SIZE 40
#define PATH_SIZE 256
#define ROOM      8 /* times the limit: else a full disk would look like a limit */

static const struct vs_self_test_limits LIMITS = {.bytes = BYTES, .inodes = INODES};
/* Its quota groups count what belongs to the file system itself as well, by 16 KiB. */
static const struct vs_self_test_limits OF_BTRFS = {.bytes = 16 * BYTES};

static int read_boot(char ret_boot[BOOT_SIZE])
{
    int r = vs_file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", ret_boot, BOOT_SIZE);
    if (r == 0)
        ret_boot[strcspn(ret_boot, "\n")] = '\0';
    return r;
}

static int set_quota(int storage, uint64_t bytes, uint64_t inodes)
{
    const struct vs_quota quota = {.hard_bytes = bytes, .hard_inodes = inodes};
    return vs_quota_set(storage, VS_PROJECT_TEST, &quota);
}

static int make_place(int storage)
{
    static const char *const DIRECTORIES[] = {PLACE "/lower", PLACE "/data/upper",
                                              PLACE "/data/work"};
    if (mkdirat(storage, PLACE, 0700) < 0 || mkdirat(storage, PLACE "/data", 0755) < 0)
        return -errno;
    cleanup_fd int data = openat(storage, PLACE "/data", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int r = data < 0 ? -errno : vs_project_set(data, VS_PROJECT_TEST);
    for (size_t i = 0; r == 0 && i < sizeof(DIRECTORIES) / sizeof(DIRECTORIES[0]); i++)
        if (mkdirat(storage, DIRECTORIES[i], 0755) < 0)
            r = -errno;
    return r;
}

static int make_image_place(int storage, struct vs_self_test_limits *ret_limits)
{
    if (mkdirat(storage, PLACE, 0700) < 0 || mkdirat(storage, PLACE "/lower", 0755) < 0)
        return -errno;
    cleanup_fd int place = openat(storage, PLACE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return place < 0 ? -errno : vs_self_test_make_image(place, ret_limits);
}

static int remove_place(int storage)
{
    return vs_tree_remove(storage, PLACE);
}

static int has_room(int storage)
{
    struct statvfs found;
    if (fstatvfs(storage, &found) < 0)
        return -errno;
    return found.f_bavail * found.f_frsize < ROOM * BYTES || found.f_favail < ROOM * INODES
               ? -ENOSPC
               : 0;
}

static int prepare(int storage, struct vs_failure *failure)
{
    struct vs_quota_state quota;
    int r = vs_quota_state(storage, &quota);
    if (r < 0 || !quota.enforces)
        return vs_fail(failure, "quota-off", -EOPNOTSUPP);
    r = vs_fail(failure, "leftovers", remove_place(storage));
    r = r < 0 ? r : vs_fail(failure, "room", has_room(storage));
    r = r < 0 ? r : vs_fail(failure, "project", make_place(storage));
    return r < 0 ? r : vs_fail(failure, "quota", set_quota(storage, BYTES, INODES));
}

/* A mount namespace cannot be left, so a child makes it. */
static int write_in_child(const char *path, const struct vs_self_test_limits *limits, bool is_image,
                          struct vs_failure *ret_failure)
{
    struct vs_failure failure = {0};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return vs_fail(ret_failure, "pipe", -errno);
    cleanup_fd int ours = ends[0];
    cleanup_fd int theirs = ends[1];
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        int r = is_image ? vs_fail(&failure, "image-mount", vs_self_test_mount_image(path)) : 0;
        if (r == 0)
            (void)vs_self_test_write(path, limits, &failure);
        _exit(write(theirs, &failure, sizeof(failure)) == sizeof(failure) ? 0 : 1);
    }
    vs_close_fd(&theirs);
    ssize_t n = pid < 0 ? -1 : read(ours, &failure, sizeof(failure));
    (void)waitpid(pid, NULL, 0);
    if (n != sizeof(failure))
        return vs_fail(ret_failure, "died", -ECHILD);
    return vs_fail(ret_failure, failure.stage, failure.error);
}

static int make_btrfs_place(int storage)
{
    if (mkdirat(storage, PLACE, 0700) < 0 || mkdirat(storage, PLACE "/lower", 0755) < 0)
        return -errno;
    cleanup_fd int place = openat(storage, PLACE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return place < 0 ? -errno : vs_self_test_make_subvolume(place, OF_BTRFS.bytes);
}

static void try_btrfs(int storage, const char *path, struct vs_self_test *test)
{
    test->enforcement = VS_ENFORCED_BTRFS;
    int r = vs_fail(&test->failure, "leftovers", remove_place(storage));
    r = r < 0 ? r : vs_fail(&test->failure, "subvolume", make_btrfs_place(storage));
    if (r == 0)
        (void)write_in_child(path, &OF_BTRFS, false, &test->failure);
    (void)vs_subvolume_limit(storage, VS_PROJECT_TEST, VS_INFINITY);
    (void)vs_fail(&test->failure, "clean", remove_place(storage));
}

/* Where quota is off, a guest with a disk limit gets an image. */
static void try_image(int storage, const char *path, struct vs_self_test *test)
{
    struct vs_failure failure = {0};
    struct vs_self_test_limits limits;
    int r = vs_fail(&failure, "leftovers", remove_place(storage));
    r = r < 0 ? r : vs_fail(&failure, "image", make_image_place(storage, &limits));
    if (r == 0)
        (void)write_in_child(path, &limits, true, &failure);
    (void)vs_fail(&failure, "clean", remove_place(storage));
    if (r == -EOPNOTSUPP) /* no images here: what is told stays that quota is off */
        return;
    test->enforcement = VS_ENFORCED_IMAGE;
    test->failure = failure;
}

static void try(int storage, const char *data, struct vs_self_test *test)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s/storage/" PLACE, data);
    if (vs_subvolume_has_simple_quota(storage)) {
        try_btrfs(storage, path, test);
        return;
    }
    int r = prepare(storage, &test->failure);
    if (r == -EOPNOTSUPP) {
        try_image(storage, path, test);
        return;
    }
    test->enforcement = VS_ENFORCED_PROJECT;
    if (r == 0)
        (void)write_in_child(path, &LIMITS, false, &test->failure);
    (void)vs_fail(&test->failure, "clean", remove_place(storage));
    (void)set_quota(storage, 0, 0);
}

static int keep(int storage, const struct vs_self_test *test)
{
    struct vs_state state;
    char boot[BOOT_SIZE];
    int r = read_boot(boot);
    if (r < 0)
        return r;
    vs_state_reset(&state);
    vs_state_add_u64(&state, "enforcement", test->enforcement);
    vs_state_add_u64(&state, "errno", (uint64_t)-test->failure.error);
    vs_state_add(&state, "stage", test->failure.stage);
    vs_state_add_u64(&state, "tested_at", test->tested_at);
    vs_state_add(&state, "boot", boot);
    return vs_state_write(storage, STATE, &state, 0, false);
}

int vs_self_test_run(const char *data, struct vs_self_test *ret_test)
{
    char path[PATH_SIZE];
    struct timespec now;
    struct vs_self_test test = {.is_of_this_boot = true};
    (void)snprintf(path, sizeof(path), "%s/storage", data);
    cleanup_fd int storage = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (storage < 0)
        return -errno;
    cleanup_lock int lock = openat(storage, LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) < 0)
        return -errno;
    try(storage, data, &test);
    (void)clock_gettime(CLOCK_REALTIME, &now);
    test.tested_at = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    int r = keep(storage, &test);
    if (r == 0)
        *ret_test = test;
    return r;
}

int vs_self_test_read(int storage, struct vs_self_test *ret_test)
{
    struct vs_self_test test = {0};
    struct vs_state state;
    uint64_t enforcement, error;
    char boot[BOOT_SIZE], now[BOOT_SIZE];
    int r = vs_state_read(storage, STATE, &state);
    r = r < 0 ? r : vs_state_get_u64(&state, "enforcement", &enforcement);
    r = r < 0 ? r : vs_state_get_u64(&state, "errno", &error);
    r = r < 0 ? r : vs_state_get_u64(&state, "tested_at", &test.tested_at);
    r = r < 0 ? r : vs_state_get(&state, "boot", boot, sizeof(boot));
    r = r < 0 ? r : vs_state_get(&state, "stage", test.failure.stage, sizeof(test.failure.stage));
    if (r < 0 || enforcement > VS_ENFORCED_IMAGE || error > 4095)
        return -ENOENT;
    test.enforcement = (uint32_t)enforcement;
    test.failure.error = -(int32_t)error;
    test.is_of_this_boot = read_boot(now) == 0 && !strcmp(boot, now);
    *ret_test = test;
    return 0;
}

uint32_t vs_self_test_enforcement(int storage)
{
    struct vs_self_test test;
    int r = vs_self_test_read(storage, &test);
    return r == 0 && test.is_of_this_boot && test.failure.error == 0 ? test.enforcement
                                                                     : VS_ENFORCED_NOT;
}

/* Only project quota knows soft limits, and btrfs no inodes. */
uint64_t vs_self_test_missing(int storage)
{
    const uint64_t soft = 1ull << VS_LIMIT_DISK_SOFT_BYTES | 1ull << VS_LIMIT_INODES_SOFT;
    const uint64_t inodes = 1ull << VS_LIMIT_INODES, bytes = 1ull << VS_LIMIT_DISK_BYTES;
    switch (vs_self_test_enforcement(storage)) {
    case VS_ENFORCED_PROJECT:
        return 0;
    case VS_ENFORCED_IMAGE:
        return soft;
    case VS_ENFORCED_BTRFS:
        return soft | inodes;
    default:
        return soft | inodes | bytes;
    }
}
