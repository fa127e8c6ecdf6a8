#include "event-file.h"
#include "cleanup.h"
#include "kernel.h"
#include "parse.h"
#include "state.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define LINE_SIZE 64

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

static int open_file(struct guest *guest)
{
    cleanup_fd int fd = openat(guest->run_fd, "events",
                               O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0 || fchown(fd, 0, guest->layout.agent_gid) < 0 || fchmod(fd, 0640) < 0)
        return -errno;
    guest->events_fd = vs_steal_fd(&fd);
    return 0;
}

static int find_place(struct guest *guest)
{
    if (guest->events_fd < 0) {
        uint64_t now = last_sequence(guest->run_fd, "events");
        guest->event_sequence = now ? now : last_sequence(guest->run_fd, "events.1");
        return open_file(guest);
    }
    struct stat found;
    if (fstat(guest->events_fd, &found) < 0)
        return -errno;
    if (found.st_size < EVENT_FILE_SIZE)
        return 0;
    if (renameat(guest->run_fd, "events", guest->run_fd, "events.1") < 0)
        return -errno;
    vs_close_fd(&guest->events_fd);
    return open_file(guest);
}

void event_write(struct guest *guest, const char *action)
{
    char line[LINE_SIZE];
    struct stat before;
    if (find_place(guest) < 0 || fstat(guest->events_fd, &before) < 0)
        return;
    int length = snprintf(line, sizeof(line), "%" PRIu64 " %" PRIu64 " %s\n",
                          guest->event_sequence + 1, now_ms(), action);
    /* One write(2) with O_APPEND: a reader sees the whole line or nothing of it. */
    ssize_t n = write(guest->events_fd, line, (size_t)length);
    if (n == length)
        guest->event_sequence++;
    else if (n > 0) /* a full file system took a part */
        (void)ftruncate(guest->events_fd, before.st_size);
}
