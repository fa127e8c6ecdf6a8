#include "event-file.h"
#include "cleanup.h"
#include "kernel.h"
#include "parse.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define LINE_SIZE 64

static uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Of the last whole line; 0 when there is none. */
static uint64_t last_sequence(int dir, const char *name)
{
    struct stat found;
    char tail[2 * LINE_SIZE + 1] = {0};
    cleanup_fd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &found) < 0)
        return 0;
    off_t from = found.st_size > 2 * LINE_SIZE ? found.st_size - 2 * LINE_SIZE : 0;
    ssize_t n = pread(fd, tail, sizeof(tail) - 1, from);
    char *end = n > 0 ? strrchr(tail, '\n') : NULL;
    if (!end)
        return 0;
    *end = '\0';
    char *line = strrchr(tail, '\n');
    line = line ? line + 1 : tail;
    line[strcspn(line, " ")] = '\0';
    uint64_t sequence;
    return vs_parse_number(line, UINT64_MAX - 1, &sequence) < 0 ? 0 : sequence;
}

static int open_file(struct vs_event_file *file)
{
    cleanup_fd int fd =
        openat(file->dir, "events", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0 || fchown(fd, 0, file->gid) < 0 || fchmod(fd, 0640) < 0)
        return -errno;
    file->fd = vs_steal_fd(&fd);
    return 0;
}

static int find_place(struct vs_event_file *file)
{
    if (file->fd < 0) {
        uint64_t now = last_sequence(file->dir, "events");
        file->sequence = now ? now : last_sequence(file->dir, "events.1");
        return open_file(file);
    }
    struct stat found;
    if (fstat(file->fd, &found) < 0)
        return -errno;
    if (found.st_size < VS_EVENT_FILE_SIZE)
        return 0;
    if (renameat(file->dir, "events", file->dir, "events.1") < 0)
        return -errno;
    vs_close_fd(&file->fd);
    return open_file(file);
}

void vs_event_write(struct vs_event_file *file, const char *action)
{
    char line[LINE_SIZE];
    struct stat before;
    if (find_place(file) < 0 || fstat(file->fd, &before) < 0)
        return;
    int length = snprintf(line, sizeof(line), "%" PRIu64 " %" PRIu64 " %s\n", file->sequence + 1,
                          now_ms(), action);
    /* One write(2) with O_APPEND: a reader sees the whole line or nothing of it. */
    ssize_t n = write(file->fd, line, (size_t)length);
    if (n == length)
        file->sequence++;
    else if (n > 0) /* a full file system took a part */
        (void)ftruncate(file->fd, before.st_size);
}
