/* Looks at file systems as programs do: by statfs(2) and fstatfs(2). */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/btrfs.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define GUARD 64 /* bytes behind the answer that nobody may touch */

struct answer {
    struct statfs found;
    unsigned char guard[GUARD];
};

/* The calls themselves: the C library has its own ideas of them. */
static int look(const char *path, struct answer *answer)
{
    memset(answer, 0x5a, sizeof(*answer));
    if (syscall(SYS_statfs, path, &answer->found) != 0)
        return -1;
    for (int i = 0; i < GUARD; i++)
        if (answer->guard[i] != 0x5a)
            abort();
    return 0;
}

static void print(const char *name, const struct statfs *found)
{
    uint64_t unit = (uint64_t)found->f_bsize;
    printf("%s %lx size %llu used %llu left %llu\n", name, (unsigned long)found->f_type,
           (unsigned long long)(found->f_blocks * unit),
           (unsigned long long)((found->f_blocks - found->f_bfree) * unit),
           (unsigned long long)(found->f_bavail * unit));
}

/* Each path by itself, then by a descriptor. */
static int show(char **paths)
{
    for (; *paths; paths++) {
        struct answer answer;
        if (look(*paths, &answer) == 0)
            print(*paths, &answer.found);
        else
            printf("%s %s\n", *paths, strerrorname_np(errno));
    }
    return 0;
}

static int show_descriptors(char **paths)
{
    for (; *paths; paths++) {
        struct statfs found;
        int fd = open(*paths, O_PATH | O_CLOEXEC);
        if (fd < 0 || syscall(SYS_fstatfs, fd, &found) != 0)
            return -1;
        print(*paths, &found);
        (void)close(fd);
    }
    return 0;
}

/* UID GID GROUP PATH... */
static int show_as(char **arguments)
{
    gid_t group = (gid_t)atoi(arguments[2]);
    if (setgroups(1, &group) < 0 || setgid((gid_t)atoi(arguments[1])) < 0 ||
        setuid((uid_t)atoi(arguments[0])) < 0)
        return -1;
    return show(arguments + 3);
}

/* DIRECTORY PATH...: with another root, and with a place to stand in it. */
static int show_below(char **arguments)
{
    if (chroot(arguments[0]) < 0 || chdir(arguments[1]) < 0)
        return -1;
    return show(arguments + 2);
}

static int expect(int number, long result, int error)
{
    if (result == -1 && errno == error)
        return 0;
    printf("%d: %ld %s\n", number, result, strerror(errno));
    return 1;
}

/* What the kernel refuses, each with its error: PATH is a file. */
static int ask_wrongly(char **arguments)
{
    struct statfs found;
    char longer[5000],
        *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED || munmap(page + 4096, 4096) != 0 || symlink("loop", "/tmp/loop") != 0)
        return -1;
    memset(longer, 'a', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    memset(page + 4096 - 8, '/', 8); /* without an end before the page that is missing */
    (void)snprintf(longer + 100, 200, "%s/below", arguments[0]);
    int wrong = expect(1, syscall(SYS_statfs, page + 4096 - 8, &found), EFAULT);
    wrong += expect(2, syscall(SYS_statfs, "/", page + 4096 - 16), EFAULT);
    wrong += expect(3, syscall(SYS_statfs, "/", NULL), EFAULT);
    wrong += expect(4, syscall(SYS_statfs, NULL, &found), EFAULT);
    wrong += expect(5, syscall(SYS_statfs, "", &found), ENOENT);
    wrong += expect(6, syscall(SYS_statfs, "/tmp/loop", &found), ELOOP);
    wrong += expect(7, syscall(SYS_statfs, longer + 100, &found), ENOTDIR);
    wrong += expect(8, syscall(SYS_fstatfs, 99, &found), EBADF);
    wrong += expect(9, syscall(SYS_fstatfs, -1, &found), EBADF);
    memset(longer, 'a', sizeof(longer) - 1);
    wrong += expect(10, syscall(SYS_statfs, longer, &found), ENAMETOOLONG);
    printf("%d wrong\n", wrong);
    return unlink("/tmp/loop") != 0;
}

static double now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Microseconds of a call: the least and the mean of N. */
static int time_calls(char **arguments)
{
    int count = atoi(arguments[0]);
    struct answer answer;
    double least = 1e9, begin = now_us();
    for (int i = 0; i < count; i++) {
        double before = now_us();
        if (look(arguments[1], &answer) != 0)
            return -1;
        double took = now_us() - before;
        least = took < least ? took : least;
    }
    printf("%.2f\n%.2f\n", least, (now_us() - begin) / count);
    return 0;
}

/* A path whose text and whose meaning change while it is asked for. */
static char flipping[64];
static const char *flipping_to[2];
static volatile bool is_over;

static void *flip(void *argument)
{
    (void)argument;
    for (unsigned i = 0; !is_over; i++) {
        const char *to = flipping_to[i % 2];
        memcpy(flipping, to, strlen(to) + 1);
        (void)symlink(to, "/tmp/next");
        (void)rename("/tmp/next", "/tmp/flipping");
    }
    return NULL;
}

/* N OWN OTHER: how often the answer was the one's size, the other's, and none of both. */
static int race(char **arguments)
{
    struct answer own, other, answer;
    pthread_t thread;
    int count = atoi(arguments[0]), found[3] = {0};
    flipping_to[0] = arguments[1];
    flipping_to[1] = arguments[2];
    memcpy(flipping, arguments[1], strlen(arguments[1]) + 1);
    if (look(arguments[1], &own) != 0 || look(arguments[2], &other) != 0 ||
        symlink(arguments[1], "/tmp/flipping") != 0 ||
        pthread_create(&thread, NULL, flip, NULL) != 0)
        return -1;
    for (int i = 0; i < count; i++) {
        if (look(i % 2 ? flipping : "/tmp/flipping", &answer) != 0)
            continue; /* a text that was half the one and half the other */
        bool is_own = answer.found.f_blocks == own.found.f_blocks;
        bool is_other = answer.found.f_blocks == other.found.f_blocks;
        found[is_own ? 0 : is_other ? 1 : 2]++;
    }
    is_over = true;
    (void)pthread_join(thread, NULL);
    printf("%d %d %d\n", found[0], found[1], found[2]);
    return 0;
}

static int make_subvolume(char **arguments)
{
    struct btrfs_ioctl_vol_args args = {0};
    (void)snprintf(args.name, sizeof(args.name), "%s", arguments[1]);
    int dir = open(arguments[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir < 0 || ioctl(dir, BTRFS_IOC_SUBVOL_CREATE, &args) < 0 ? -1 : 0;
}

static const struct {
    const char *name;
    int (*run)(char **arguments);
} ACTS[] = {
    {"show", show},        {"fd", show_descriptors},      {"as", show_as},
    {"below", show_below}, {"wrong", ask_wrongly},        {"time", time_calls},
    {"race", race},        {"subvolume", make_subvolume},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof(ACTS) / sizeof(ACTS[0]); i++)
        if (!strcmp(argv[1], ACTS[i].name)) {
            int r = ACTS[i].run(argv + 2);
            if (r < 0)
                printf("%s\n", strerror(errno));
            return r != 0;
        }
    return 2;
}
