/*
 * Two guests share the files of a directory; one tries to make itself felt, the other looks out.
 *
 * sharing try DIRECTORY: one attempt on each of its files in order, a line "NAME: RESULT" each.
 *
 * sharing watch DIRECTORY STOP: until STOP exists; then what was seen to change, a line each.
 *
 * sharing race DIRECTORY: for each race-NNNN in it, opens for writing a path that flips between a
 * file of its own and the shared one.
 *
 * sharing lease SECONDS FILE...: on the host; how often a file was open for writing, as a lease for
 * reading is refused then. Source: fcntl(2), F_SETLEASE.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define FILES_MAX 64
#define SIZE      65536
#define MARK      "changed by a neighbour"

static char names[FILES_MAX][64];
static int names_count;

static int compare(const void *left, const void *right)
{
    return strcmp(left, right);
}

static void list(const char *directory)
{
    DIR *listing = opendir(directory);
    if (!listing || chdir(directory) < 0)
        exit(2);
    for (struct dirent *entry; (entry = readdir(listing)) && names_count < FILES_MAX;)
        if (entry->d_name[0] != '.')
            (void)snprintf(names[names_count++], sizeof(names[0]), "%.63s", entry->d_name);
    (void)closedir(listing);
    qsort(names, (size_t)names_count, sizeof(names[0]), compare);
}

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

static int try_all(const char *directory)
{
    list(directory);
    for (int i = 0; i < ATTEMPTS_COUNT && i < names_count; i++) {
        int r = ATTEMPTS[i].run(names[i]);
        (void)printf("%s: %s\n", ATTEMPTS[i].name, r < 0 ? strerrorname_np(-r) : "done");
    }
    return names_count < ATTEMPTS_COUNT;
}

struct seen {
    struct stat status;
    uint64_t sum;
    char xattrs[1024];
    ssize_t xattrs_size;
};

static uint64_t sum_of(const unsigned char *bytes, size_t size)
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ bytes[i]) * 1099511628211u;
    return sum;
}

static void look(const char *name, struct seen *seen)
{
    static unsigned char bytes[2 * SIZE];
    int fd = open(name, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
    memset(seen, 0, sizeof(*seen));
    if (fd < 0 || n < 0 || fstat(fd, &seen->status) < 0)
        return;
    seen->sum = sum_of(bytes, (size_t)n);
    seen->xattrs_size = flistxattr(fd, seen->xattrs, sizeof(seen->xattrs));
    (void)close(fd);
}

static bool same(const struct seen *before, const struct seen *now)
{
    const struct stat *one = &before->status, *two = &now->status;
    return one->st_ino == two->st_ino && one->st_mode == two->st_mode &&
           one->st_uid == two->st_uid && one->st_gid == two->st_gid &&
           one->st_size == two->st_size && one->st_nlink == two->st_nlink &&
           one->st_mtim.tv_sec == two->st_mtim.tv_sec &&
           one->st_mtim.tv_nsec == two->st_mtim.tv_nsec &&
           one->st_ctim.tv_sec == two->st_ctim.tv_sec &&
           one->st_ctim.tv_nsec == two->st_ctim.tv_nsec && before->sum == now->sum &&
           before->xattrs_size == now->xattrs_size &&
           !memcmp(before->xattrs, now->xattrs, sizeof(now->xattrs));
}

static int print_events(int watch)
{
    char bytes[65536] __attribute__((aligned(8)));
    int count = 0;
    for (ssize_t size; (size = read(watch, bytes, sizeof(bytes))) > 0;)
        for (char *at = bytes; at < bytes + size;) {
            const struct inotify_event *event = (void *)at;
            (void)printf("event %x %s\n", event->mask, event->len ? event->name : "");
            at += sizeof(*event) + event->len;
            count++;
        }
    return count;
}

/* Holds what only one can hold, so that a neighbour who asked for it would be
 * refused. */
static int watch(const char *directory, const char *stop)
{
    static struct seen before[FILES_MAX];
    struct seen now;
    unsigned char *mapped[FILES_MAX];
    uint64_t sums[FILES_MAX];
    int differences = 0;
    list(directory);
    for (int i = 0; i < names_count; i++) {
        int fd = open(names[i], O_RDONLY);
        look(names[i], &before[i]);
        mapped[i] = fd < 0 ? MAP_FAILED : mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
        if (mapped[i] == MAP_FAILED || flock(fd, LOCK_EX | LOCK_NB) < 0)
            return 2;
        sums[i] = sum_of(mapped[i], SIZE);
    }
    int events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (events < 0 || inotify_add_watch(events, ".", IN_ALL_EVENTS) < 0)
        return 2;
    for (int i = 0; i < names_count; i++)
        if (inotify_add_watch(events, names[i], IN_ALL_EVENTS) < 0)
            return 2;
    (void)close(open("/tmp/watching", O_CREAT | O_WRONLY, 0644));
    while (access(stop, F_OK) < 0)
        (void)usleep(20000);
    differences += print_events(events);
    for (int i = 0; i < names_count; i++) {
        look(names[i], &now);
        if (!same(&before[i], &now) || sum_of(mapped[i], SIZE) != sums[i])
            differences += printf("changed %s\n", names[i]) > 0;
    }
    (void)printf("%d files watched, %d differences\n", names_count, differences);
    return differences > 0;
}

static atomic_bool is_over;
static const char *race_paths[2];

/* The name changes hands between the two as fast as the kernel can. */
static void *flip(void *argument)
{
    (void)argument;
    while (!is_over)
        (void)renameat2(AT_FDCWD, race_paths[0], AT_FDCWD, race_paths[1], RENAME_EXCHANGE);
    return NULL;
}

/* What breaks the share while the others rename and open it. */
static void *disturb(void *argument)
{
    (void)argument;
    while (!is_over) {
        (void)chmod(race_paths[0], 0644);
        (void)close(open(race_paths[1], O_RDWR));
    }
    return NULL;
}

#define TRIES 40 /* at one file: the share breaks at the first of them */

static int race_at(const char *shared, long *ret_written)
{
    pthread_t threads[2];
    race_paths[0] = shared;
    race_paths[1] = ".own";
    is_over = false;
    (void)close(open(race_paths[1], O_CREAT | O_RDWR, 0644));
    if (pthread_create(&threads[0], NULL, flip, NULL) ||
        pthread_create(&threads[1], NULL, disturb, NULL))
        return 2;
    for (int i = 0; i < TRIES; i++) {
        int fd = open(shared, O_RDWR);
        *ret_written += fd >= 0 && pwrite(fd, MARK, sizeof(MARK), 0) > 0;
        (void)close(fd);
    }
    is_over = true;
    (void)pthread_join(threads[0], NULL);
    (void)pthread_join(threads[1], NULL);
    return 0;
}

static int race(const char *directory)
{
    long written = 0;
    char name[32];
    if (chdir(directory) < 0)
        return 2;
    for (int i = 0;; i++) {
        (void)snprintf(name, sizeof(name), "race-%04d", i);
        if (access(name, F_OK) < 0)
            return printf("%d files, %ld written\n", i, written) < 0;
        if (race_at(name, &written))
            return 2;
    }
}

static void end_lease(int signal_number)
{
    (void)signal_number;
    is_over = true;
}

static int lease(int seconds, char **files)
{
    long asked = 0, refused = 0;
    (void)signal(SIGTERM, end_lease);
    for (time_t end = time(NULL) + seconds; !is_over && time(NULL) < end;)
        for (char **file = files; *file; file++, asked++) {
            int fd = open(*file, O_RDONLY | O_CLOEXEC);
            if (fd < 0)
                return 2;
            if (fcntl(fd, F_SETLEASE, F_RDLCK) < 0)
                refused += errno == EAGAIN ? 1 : 1000000;
            else
                (void)fcntl(fd, F_SETLEASE, F_UNLCK);
            (void)close(fd);
        }
    (void)printf("%ld asked, %ld refused\n", asked, refused);
    return refused > 0;
}

int main(int argc, char **argv)
{
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 3 && !strcmp(argv[1], "try"))
        return try_all(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "watch"))
        return watch(argv[2], argv[3]);
    if (argc == 3 && !strcmp(argv[1], "race"))
        return race(argv[2]);
    if (argc >= 4 && !strcmp(argv[1], "lease"))
        return lease(atoi(argv[2]), argv + 3);
    return 2;
}
