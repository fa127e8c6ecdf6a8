/* Every way to change a file that others have too. */
#include "sharing.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static int result(long value)
{
    return value < 0 ? -errno : 0;
}

static int write_to(const char *name, int flags)
{
    int fd = open(name, O_WRONLY | flags);
    return fd < 0 ? -errno : result(pwrite(fd, MARK, sizeof(MARK), 0));
}

static int try_write(const char *name)
{
    return write_to(name, 0);
}

static int try_append(const char *name)
{
    return write_to(name, O_APPEND);
}

static int try_truncate(const char *name)
{
    return result(truncate(name, 1));
}

static int try_open_truncate(const char *name)
{
    return write_to(name, O_TRUNC);
}

static int try_chmod(const char *name)
{
    return result(chmod(name, 04777));
}

static int try_chown(const char *name)
{
    return result(chown(name, 1, 1));
}

static int try_xattr(const char *name)
{
    return result(setxattr(name, "user.neighbour", MARK, sizeof(MARK), 0));
}

static int try_times(const char *name)
{
    struct timespec times[2] = {{1, 0}, {1, 0}};
    return result(utimensat(AT_FDCWD, name, times, 0));
}

static int try_mmap(const char *name)
{
    int fd = open(name, O_RDWR);
    char *at = fd < 0 ? MAP_FAILED : mmap(NULL, SIZE, PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return -errno;
    memcpy(at, MARK, sizeof(MARK));
    return result(msync(at, SIZE, MS_SYNC));
}

/* A mapping made for reading only, before the file is ours. */
static int try_mprotect(const char *name)
{
    int fd = open(name, O_RDONLY);
    char *at = fd < 0 ? MAP_FAILED : mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return -errno;
    if (mprotect(at, SIZE, PROT_READ | PROT_WRITE) < 0)
        return -errno;
    memcpy(at, MARK, sizeof(MARK));
    return 0;
}

static int try_private_mapping(const char *name)
{
    int fd = open(name, O_RDONLY);
    char *at = fd < 0 ? MAP_FAILED : mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return -errno;
    memcpy(at, MARK, sizeof(MARK));
    return 0;
}

static int try_proc_reopen(const char *name)
{
    char path[64];
    int fd = open(name, O_RDONLY);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return fd < 0 ? -errno : write_to(path, 0);
}

static int try_splice(const char *name)
{
    int ends[2], fd = open(name, O_WRONLY);
    if (fd < 0 || pipe(ends) < 0 || write(ends[1], MARK, sizeof(MARK)) < 0)
        return -errno;
    loff_t at = 0;
    return result(splice(ends[0], NULL, fd, &at, sizeof(MARK), 0));
}

/* Pages of the file go into a pipe by reference; what is written into the pipe
 * must not reach them. Source: CVE-2022-0847. */
static int try_dirty_pipe(const char *name)
{
    int ends[2], fd = open(name, O_RDONLY);
    char filler[4096] = {0};
    if (fd < 0 || pipe(ends) < 0)
        return -errno;
    int size = fcntl(ends[1], F_GETPIPE_SZ);
    for (int done = 0; done < size; done += (int)sizeof(filler))
        if (write(ends[1], filler, sizeof(filler)) < 0)
            return -errno;
    for (int done = 0; done < size; done += (int)sizeof(filler))
        if (read(ends[0], filler, sizeof(filler)) < 0)
            return -errno;
    loff_t at = 0;
    if (splice(fd, &at, ends[1], NULL, 1, 0) < 0)
        return -errno;
    return result(write(ends[1], MARK, sizeof(MARK)));
}

static int try_copy_range(const char *name)
{
    int from = open("/proc/self/exe", O_RDONLY), to = open(name, O_WRONLY);
    return from < 0 || to < 0 ? -errno : result(copy_file_range(from, NULL, to, NULL, 100, 0));
}

static int try_punch(const char *name)
{
    int fd = open(name, O_RDWR);
    return fd < 0 ? -errno : result(fallocate(fd, 3, 0, 4096)); /* keep size, punch hole */
}

static int try_io_uring(const char *name)
{
    struct io_uring_params parameters = {0};
    (void)name;
    return result(syscall(SYS_io_uring_setup, 4, &parameters));
}

static int try_lock(const char *name)
{
    int fd = open(name, O_RDONLY);
    return fd < 0 ? -errno : result(flock(fd, LOCK_EX | LOCK_NB));
}

static int try_record_lock(const char *name)
{
    int fd = open(name, O_RDWR);
    struct flock lock = {.l_type = F_WRLCK};
    return fd < 0 ? -errno : result(fcntl(fd, F_SETLK, &lock));
}

static int try_lease(const char *name)
{
    int fd = open(name, O_RDONLY);
    return fd < 0 ? -errno : result(fcntl(fd, F_SETLEASE, F_RDLCK));
}

static int try_read(const char *name)
{
    char bytes[16];
    int fd = open(name, O_RDONLY);
    return fd < 0 ? -errno : result(read(fd, bytes, sizeof(bytes)));
}

static int try_link(const char *name)
{
    if (link(name, ".link") < 0)
        return -errno;
    return write_to(".link", 0);
}

static int try_rename(const char *name)
{
    if (rename(name, ".renamed") < 0)
        return -errno;
    return write_to(".renamed", 0);
}

static int try_unlink(const char *name)
{
    return result(unlink(name));
}

static int try_exchange(const char *name)
{
    int fd = open(".own", O_CREAT | O_WRONLY, 0644);
    return fd < 0 ? -errno : result(renameat2(AT_FDCWD, ".own", AT_FDCWD, name, RENAME_EXCHANGE));
}

static int try_overlay_xattr(const char *name)
{
    return result(setxattr(name, "trusted.overlay.redirect", "/.p/x", 5, 0));
}

static const struct {
    const char *name;
    int (*run)(const char *file);
} ATTEMPTS[] = {
    {"append", try_append},
    {"chmod", try_chmod},
    {"chown", try_chown},
    {"copy_file_range", try_copy_range},
    {"dirty pipe", try_dirty_pipe},
    {"exchange", try_exchange},
    {"flock", try_lock},
    {"io_uring", try_io_uring},
    {"lease", try_lease},
    {"link", try_link},
    {"mmap", try_mmap},
    {"mprotect", try_mprotect},
    {"open with truncation", try_open_truncate},
    {"overlay xattr", try_overlay_xattr},
    {"private mapping", try_private_mapping},
    {"punch", try_punch},
    {"read", try_read},
    {"record lock", try_record_lock},
    {"rename", try_rename},
    {"reopen by proc", try_proc_reopen},
    {"splice", try_splice},
    {"times", try_times},
    {"truncate", try_truncate},
    {"unlink", try_unlink},
    {"write", try_write},
    {"xattr", try_xattr},
};
#define ATTEMPTS_COUNT ((int)(sizeof(ATTEMPTS) / sizeof(ATTEMPTS[0])))

int try_all(const char *directory)
{
    list(directory);
    for (int i = 0; i < ATTEMPTS_COUNT && i < names_count; i++) {
        int r = ATTEMPTS[i].run(names[i]);
        (void)printf("%s: %s\n", ATTEMPTS[i].name, r < 0 ? strerrorname_np(-r) : "done");
    }
    return names_count < ATTEMPTS_COUNT;
}
