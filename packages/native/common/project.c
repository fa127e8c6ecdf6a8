#include "project.h"
#include "cleanup.h"
#include "disk-quota.h"
#include "file.h"
#include "kernel.h"
#include "parse.h"
#include "state-file.h"
#include <inttypes.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>

/* So many are put aside at once: only then has anybody to wait for the disk. */
#define RESERVE     256
#define SKIP_MAX    65536
#define RECORD_SIZE 128 /* below one sector, which the disk writes whole */
#define BOOT_SIZE   40

/* The file: numbers below `reserved` may have been given out in the boot that it names. */
struct counter {
    uint64_t next, reserved;
    char boot[BOOT_SIZE];
};

int vs_project_set(int dir, uint32_t project)
{
    struct fsxattr attributes;
    if (ioctl(dir, FS_IOC_FSGETXATTR, &attributes) < 0)
        return -errno;
    attributes.fsx_projid = project;
    attributes.fsx_xflags |= FS_XFLAG_PROJINHERIT;
    return ioctl(dir, FS_IOC_FSSETXATTR, &attributes) < 0 ? -errno : 0;
}

int vs_project_get(int fd, uint32_t *ret_project, int *ret_inherits)
{
    struct fsxattr attributes;
    if (ioctl(fd, FS_IOC_FSGETXATTR, &attributes) < 0)
        return -errno;
    *ret_project = attributes.fsx_projid;
    *ret_inherits = (attributes.fsx_xflags & FS_XFLAG_PROJINHERIT) != 0;
    return 0;
}

static int read_boot(char ret_boot[BOOT_SIZE])
{
    int r = vs_file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", ret_boot, BOOT_SIZE);
    if (r == 0)
        ret_boot[strcspn(ret_boot, "\n")] = '\0';
    return r;
}

/* The largest number in the root files of a directory of guests. */
static uint64_t largest_below(int storage, const char *kind)
{
    uint64_t largest = 0;
    int fd = openat(storage, kind, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_dir DIR *guests = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *entry; guests && (entry = readdir(guests));) {
        struct vs_state state;
        uint64_t found;
        cleanup_fd int guest =
            openat(dirfd(guests), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (guest >= 0 && vs_state_read(guest, "root", &state) == 0 &&
            vs_state_get_u64(&state, "project", &found) == 0 && found > largest)
            largest = found;
    }
    return largest;
}

/* A storage whose counter was lost, or that has none yet. */
static struct counter begin(int storage)
{
    uint64_t guests = largest_below(storage, "guests"), bin = largest_below(storage, "bin");
    uint64_t largest = guests > bin ? guests : bin;
    uint64_t next = largest < VS_PROJECT_FIRST ? VS_PROJECT_FIRST : largest + 1;
    return (struct counter){.next = next, .reserved = next};
}

static int parse(char *text, struct counter *ret_counter)
{
    struct counter counter;
    if (sscanf(text, "next=%" SCNu64 " reserved=%" SCNu64 " boot=%39s\n", &counter.next,
               &counter.reserved, counter.boot) != 3 ||
        counter.next < VS_PROJECT_FIRST || counter.next > counter.reserved)
        return -EUCLEAN;
    *ret_counter = counter;
    return 0;
}

static int load(int storage, int file, struct counter *ret_counter)
{
    char text[RECORD_SIZE + 1] = {0};
    ssize_t n = pread(file, text, RECORD_SIZE, 0);
    if (n < 0)
        return -errno;
    if (n == 0 || parse(text, ret_counter) < 0)
        *ret_counter = begin(storage);
    return 0;
}

/* In place: the new record is as long as the old one, and within one sector. */
static int save(int file, const struct counter *counter)
{
    char text[RECORD_SIZE + 1];
    int n = snprintf(text, sizeof(text), "next=%" PRIu64 " reserved=%" PRIu64 " boot=%s",
                     counter->next, counter->reserved, counter->boot);
    memset(text + n, ' ', (size_t)(RECORD_SIZE - n));
    text[RECORD_SIZE - 1] = '\n';
    ssize_t written = pwrite(file, text, RECORD_SIZE, 0);
    if (written < 0)
        return -errno;
    return written == RECORD_SIZE ? 0 : -ENOSPC;
}

/* Files of a guest that is gone without a trace may still have the number: then it is skipped. */
static bool is_used(int storage, uint64_t project)
{
    struct vs_quota quota;
    return vs_quota_get(storage, (uint32_t)project, &quota) == 0 &&
           (quota.use_bytes || quota.use_inodes);
}

static int reserve(int storage, int file, struct counter *counter)
{
    counter->reserved = counter->next + RESERVE;
    int r = save(file, counter);
    return r < 0 ? r : fsync(file) < 0 || fsync(storage) < 0 ? -errno : 0;
}

int vs_project_allot(int storage, uint32_t *ret_project)
{
    struct counter counter;
    char boot[BOOT_SIZE];
    cleanup_lock int file =
        openat(storage, "projects", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 || flock(file, LOCK_EX) < 0)
        return -errno;
    int r = read_boot(boot);
    r = r < 0 ? r : load(storage, file, &counter);
    if (r < 0)
        return r;
    /* What the last boot gave out after its last fsync may be lost, its reserve is not. */
    if (strcmp(counter.boot, boot) != 0)
        counter.next = counter.reserved;
    (void)snprintf(counter.boot, sizeof(counter.boot), "%s", boot);
    for (int i = 0; i < SKIP_MAX && is_used(storage, counter.next); i++)
        counter.next++;
    uint64_t project = counter.next++;
    if (project > VS_PROJECT_LAST)
        return -ENOSPC;
    r = counter.next > counter.reserved ? reserve(storage, file, &counter) : save(file, &counter);
    if (r == 0)
        *ret_project = (uint32_t)project;
    return r;
}
