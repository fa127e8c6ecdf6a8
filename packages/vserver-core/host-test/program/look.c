/* Looks at the machine as programs do: by sysinfo(2) and sched_getaffinity(2). */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GUARD 64 /* bytes behind the answer that nobody may touch */

static double now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int show_sysinfo(char **arguments)
{
    (void)arguments;
    struct {
        struct sysinfo info;
        unsigned char guard[GUARD];
    } answer;
    memset(&answer, 0x5a, sizeof(answer));
    if (syscall(SYS_sysinfo, &answer.info) != 0)
        return -1;
    for (int i = 0; i < GUARD; i++)
        if (answer.guard[i] != 0x5a)
            return printf("written behind the answer\n"), 1;
    const struct sysinfo *info = &answer.info;
    printf("uptime %ld\nload1 %lu\nload5 %lu\nload15 %lu\n", info->uptime, info->loads[0],
           info->loads[1], info->loads[2]);
    printf("total %lu\nfree %lu\nshared %lu\nbuffer %lu\nswapTotal %lu\nswapFree %lu\n",
           info->totalram, info->freeram, info->sharedram, info->bufferram, info->totalswap,
           info->freeswap);
    printf("processes %u\nunit %u\nhigh %lu\n", info->procs, info->mem_unit, info->totalhigh);
    return 0;
}

static int show_affinity(char **arguments)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    pid_t pid = arguments[0] ? atoi(arguments[0]) : 0;
    long r = syscall(SYS_sched_getaffinity, pid, sizeof(set), &set);
    if (r < 0)
        return -1;
    printf("%ld\n%d\n%ld\n", r, CPU_COUNT_S((size_t)r, &set), sysconf(_SC_NPROCESSORS_ONLN));
    return 0;
}

/* Pins itself to the last CPU it may really use, which it reads where nothing is hidden. */
static int pin_to_last(char **arguments)
{
    (void)arguments;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (syscall(SYS_sched_getaffinity, getpid(), sizeof(set), &set) < 0)
        return -1;
    int last = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set))
            last = cpu;
    CPU_ZERO(&set);
    CPU_SET(last, &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0 ||
        sched_getaffinity(0, sizeof(set), &set) != 0)
        return -1;
    printf("%s\n", CPU_COUNT(&set) == 1 && CPU_ISSET(last, &set) ? "kept" : "lost");
    return 0;
}

/* Every way to give no memory that an answer could go to. */
static int point_nowhere(char **arguments)
{
    (void)arguments;
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED || munmap(page + 4096, 4096) != 0)
        return -1;
    /* The last: on two processors a mask has eight bytes, of which half are there. */
    const uint64_t PLACES[] = {
        0, 1, UINT64_MAX, 1ull << 63, 0x7ffffffff000ull, (uint64_t)(uintptr_t)page + 4096 - 4};
    for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++) {
        errno = 0;
        if (syscall(SYS_sysinfo, PLACES[i]) != -1 || errno != EFAULT)
            return printf("sysinfo %zu: %s\n", i, strerror(errno)), 1;
        errno = 0;
        if (syscall(SYS_sched_getaffinity, 0, 128, PLACES[i]) != -1 || errno != EFAULT)
            return printf("affinity %zu: %s\n", i, strerror(errno)), 1;
    }
    static const unsigned SIZES[] = {0, 1, 7, 9};
    char mask[1024];
    for (size_t i = 0; i < sizeof(SIZES) / sizeof(SIZES[0]); i++)
        if (syscall(SYS_sched_getaffinity, 0, SIZES[i], mask) != -1 || errno != EINVAL)
            return printf("size %u: %s\n", SIZES[i], strerror(errno)), 1;
    printf("refused\n");
    return 0;
}

/* Microseconds of a call: the least and the mean of N. */
static int time_calls(char **arguments)
{
    int count = atoi(arguments[0]);
    struct sysinfo info;
    double least = 1e9, begin = now_us();
    for (int i = 0; i < count; i++) {
        double before = now_us();
        if (sysinfo(&info) != 0)
            return -1;
        double took = now_us() - before;
        least = took < least ? took : least;
    }
    printf("%.2f\n%.2f\n", least, (now_us() - begin) / count);
    return 0;
}

static void *ask_often(void *argument)
{
    struct sysinfo info;
    long failed = 0;
    for (int i = 0; i < *(int *)argument; i++)
        failed += sysinfo(&info) != 0;
    return (void *)failed;
}

/* N processes with 4 threads each, every thread M times, some of them killed meanwhile. */
static int crowd(char **arguments)
{
    int processes = atoi(arguments[0]), times = atoi(arguments[1]);
    for (int i = 0; i < processes; i++) {
        if (fork() != 0)
            continue;
        pthread_t threads[4];
        long failed = 0;
        for (int t = 0; t < 4; t++)
            if (pthread_create(&threads[t], NULL, ask_often, &times) != 0)
                _exit(2);
        if (i % 4 == 3)
            _exit(0); /* in the middle of its calls */
        for (int t = 0; t < 4; t++) {
            void *result = NULL;
            (void)pthread_join(threads[t], &result);
            failed += (long)result;
        }
        _exit(failed != 0);
    }
    int status, failures = 0;
    while (wait(&status) > 0)
        failures += status != 0;
    printf("%d failed\n", failures);
    return 0;
}

/* N times, M milliseconds apart; counts the calls that failed. */
static int ask_slowly(char **arguments)
{
    int count = atoi(arguments[0]), failed = 0;
    struct timespec apart = {.tv_nsec = atol(arguments[1]) * 1000000};
    struct sysinfo info;
    for (int i = 0; i < count; i++) {
        errno = 0;
        failed += sysinfo(&info) != 0 && errno == EFAULT;
        if (errno != 0 && errno != EFAULT)
            return -1;
        (void)nanosleep(&apart, NULL);
    }
    printf("%d\n", failed);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(char **arguments);
} ACTS[] = {
    {"sysinfo", show_sysinfo},  {"affinity", show_affinity}, {"pin", pin_to_last},
    {"nowhere", point_nowhere}, {"time", time_calls},        {"crowd", crowd},
    {"ask", ask_slowly},
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
