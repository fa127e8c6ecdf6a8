#include "attack.h"

#include <sched.h>
#include <stdarg.h>
#include <sys/mount.h>
#include <sys/prctl.h>

struct outcome refused(int error)
{
    return (struct outcome){.verdict = REFUSED, .error = error};
}

struct outcome judge(long result)
{
    return result < 0 ? refused(errno) : (struct outcome){.verdict = SUCCEEDED};
}

#define WITH_DETAIL(kind)                                                                          \
    struct outcome outcome = {.verdict = (kind)};                                                  \
    va_list list;                                                                                  \
    va_start(list, format);                                                                        \
    (void)vsnprintf(outcome.detail, sizeof(outcome.detail), format, list);                         \
    va_end(list);                                                                                  \
    return outcome

struct outcome contained(const char *format, ...)
{
    WITH_DETAIL(CONTAINED);
}

struct outcome succeeded(const char *format, ...)
{
    WITH_DETAIL(SUCCEEDED);
}

struct outcome not_applicable(const char *format, ...)
{
    WITH_DETAIL(NOT_APPLICABLE);
}

bool finds_canary(const struct facts *facts, int directory, const char *path)
{
    char full[1024], found[64] = {0};
    (void)snprintf(full, sizeof(full), "%s%s", path, facts->canary);
    int fd = openat(directory, full, O_RDONLY | O_NONBLOCK);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, found, sizeof(found) - 1);
    (void)close(fd);
    return n > 0 && strcmp(found, facts->secret) == 0;
}

struct outcome rewrite(const char *path)
{
    char held[4096];
    int in = open(path, O_RDONLY | O_NONBLOCK);
    ssize_t n = in < 0 ? -1 : read(in, held, sizeof(held));
    int out = open(path, O_WRONLY | O_NONBLOCK);
    if (out < 0)
        return refused(errno);
    return n < 0 ? succeeded("%s opens for writing", path) : judge(write(out, held, (size_t)n));
}

void own_mounts(void)
{
    /* A shared root would hand what an attack does to the next one. */
    if (unshare(CLONE_NEWNS) == 0)
        (void)mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

const char *scratch_directory(char *path, size_t size)
{
    (void)snprintf(path, size, "/tmp/attack.XXXXXX");
    return mkdtemp(path);
}

uint64_t capability_line(const char *pid, const char *line)
{
    char path[64], text[128];
    uint64_t mask = 0;
    (void)snprintf(path, sizeof(path), "/proc/%s/status", pid);
    FILE *status = fopen(path, "re");
    while (status && fgets(text, sizeof(text), status))
        if (strncmp(text, line, strlen(line)) == 0)
            mask = strtoull(text + strlen(line), NULL, 16);
    if (status)
        (void)fclose(status);
    return mask;
}

pid_t sleeping_child(void)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;)
        (void)pause();
}

bool leads_inside(const char *link)
{
    char target[256];
    struct stat by_link, by_text;
    ssize_t n = readlink(link, target, sizeof(target) - 1);
    if (n < 0)
        return false;
    target[n] = '\0';
    return stat(link, &by_link) == 0 && stat(target, &by_text) == 0 &&
           by_link.st_dev == by_text.st_dev && by_link.st_ino == by_text.st_ino;
}
