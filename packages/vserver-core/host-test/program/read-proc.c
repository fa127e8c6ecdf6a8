/*
 * read-proc PROCESSES SECONDS: so many processes read the files that vs-proc serves, whole and in
 * pieces, and look that each is what it should be. Prints "reads N errors N" and the first error.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct {
    const char *path, *begin;
    int may_be_empty;
} FILES[] = {
    {"/proc/loadavg", "", 0},
    {"/proc/meminfo", "MemTotal:", 0},
    {"/proc/stat", "cpu  ", 0},
    {"/proc/cpuinfo", "processor", 0},
    {"/proc/swaps", "Filename", 0},
    {"/proc/uptime", "", 0},
    {"/proc/diskstats", "", 1},
    {"/sys/devices/system/cpu/online", "0", 0},
    {"/sys/devices/system/cpu/cpu0/", NULL, 0},
};
#define COUNT (sizeof(FILES) / sizeof(FILES[0]))

struct result {
    unsigned long reads, errors;
    char first[200];
};

static void note(struct result *result, const char *path, const char *what, int error)
{
    if (__atomic_fetch_add(&result->errors, 1, __ATOMIC_RELAXED) == 0)
        snprintf(result->first, sizeof(result->first), "%s: %s: %s", path, what, strerror(error));
}

static void check_text(struct result *result, size_t i, const char *text, size_t length)
{
    if (length == 0 && !FILES[i].may_be_empty)
        note(result, FILES[i].path, "is empty", 0);
    else if (strncmp(text, FILES[i].begin, strlen(FILES[i].begin)))
        note(result, FILES[i].path, "begins otherwise", 0);
    else if (length && text[length - 1] != '\n')
        note(result, FILES[i].path, "is cut", 0);
}

static void read_one(struct result *result, size_t i, size_t piece)
{
    static char text[65536];
    size_t length = 0;
    int fd = open(FILES[i].path, O_RDONLY);
    if (fd < 0) {
        note(result, FILES[i].path, "open", errno);
        return;
    }
    for (ssize_t n = 1; FILES[i].begin && n > 0 && length + piece < sizeof(text); length += n)
        if ((n = read(fd, text + length, piece)) < 0) {
            note(result, FILES[i].path, "read", errno);
            close(fd);
            return;
        }
    close(fd);
    text[length] = '\0';
    if (FILES[i].begin)
        check_text(result, i, text, length);
    __atomic_fetch_add(&result->reads, 1, __ATOMIC_RELAXED);
}

static void read_until(struct result *result, time_t end)
{
    for (unsigned turn = 0; time(NULL) < end; turn++)
        for (size_t i = 0; i < COUNT; i++)
            read_one(result, i, turn % 4 ? 32768 : 64);
}

int main(int argc, char **argv)
{
    struct result *result =
        mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int processes = argc == 3 ? atoi(argv[1]) : 0;
    if (processes <= 0 || result == MAP_FAILED)
        return 2;
    time_t end = time(NULL) + atoi(argv[2]);
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        if (pid < 0)
            return 1;
        if (pid == 0) {
            read_until(result, end);
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        ;
    printf("reads %lu errors %lu %s\n", result->reads, result->errors, result->first);
    return result->errors ? 1 : 0;
}
