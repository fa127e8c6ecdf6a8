/*
 * What it costs to look at the machine, from inside of a guest:
 *   view NAME=DIRECTORY...   open, read and close of each file of /proc in each directory in turn
 *   view sysinfo             sysinfo(2)
 * Prints lines of: kind, file, name, nanoseconds of one. Kinds: "fresh", after a pause that is
 * longer than anybody keeps a value, and "again", the median of many in a row, both with reads to
 * the end as programs do; "one", the median of many with one read(2) that has room for all.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#define AGAIN    40
#define PAUSE_NS 15000000

static const char *const FILES[] = {"meminfo", "loadavg",   "stat", "uptime",
                                    "cpuinfo", "diskstats", "swaps"};
#define FILE_COUNT (sizeof(FILES) / sizeof(FILES[0]))

static uint64_t now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void pause_a_while(void)
{
    struct timespec time = {.tv_nsec = PAUSE_NS};
    (void)nanosleep(&time, NULL);
}

static void look(const char *path, bool to_end)
{
    static char bytes[65536];
    ssize_t n, sum = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (n = read(fd, bytes, sizeof(bytes))) > 0) {
        sum += n;
        if (!to_end)
            break;
    }
    /* Swaps alone may be empty, and diskstats of who has used no disk. */
    if (fd < 0 || close(fd) < 0 || (sum == 0 && !strstr(path, "swaps") && !strstr(path, "disk"))) {
        perror(path);
        exit(1);
    }
}

static void read_to_end(const char *path)
{
    look(path, true);
}

static void read_once(const char *path)
{
    look(path, false);
}

static void ask(const char *path)
{
    struct sysinfo info;
    (void)path;
    if (sysinfo(&info) < 0)
        exit(1);
}

static uint64_t time_one(void (*act)(const char *path), const char *path)
{
    uint64_t begun = now();
    act(path);
    return now() - begun;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static void print(const char *kind, const char *file, const char *name, uint64_t nanoseconds)
{
    printf("%s %s %s %llu\n", kind, file, name, (unsigned long long)nanoseconds);
}

static uint64_t usual(void (*act)(const char *path), const char *path)
{
    uint64_t again[AGAIN];
    for (int i = 0; i < AGAIN; i++)
        again[i] = time_one(act, path);
    qsort(again, AGAIN, sizeof(again[0]), by_value);
    return again[AGAIN / 2];
}

static void measure(void (*act)(const char *path), const char *path, const char *file,
                    const char *name)
{
    pause_a_while();
    print("fresh", file, name, time_one(act, path));
    print("again", file, name, usual(act, path));
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "sysinfo")) {
        measure(ask, "", "sysinfo(2)", "it");
        return 0;
    }
    for (size_t file = 0; file < FILE_COUNT; file++)
        for (int lane = 1; lane < argc; lane++) {
            char path[256], *directory = strchr(argv[lane], '=');
            if (!directory)
                return 2;
            (void)snprintf(path, sizeof(path), "%s/%s", directory + 1, FILES[file]);
            const char *name = strtok(strdup(argv[lane]), "=");
            measure(read_to_end, path, FILES[file], name);
            print("one", FILES[file], name, usual(read_once, path));
        }
    return 0;
}
