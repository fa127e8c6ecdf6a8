#include "append-line.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX (32 * 1024)

static bool is_line(const char *line, size_t length, const char *wanted)
{
    return length == strlen(wanted) && !memcmp(line, wanted, length);
}

static bool has_line(const char *text, const char *wanted)
{
    for (const char *at = text; *at; at += at[strcspn(at, "\n")] == '\n') {
        size_t length = strcspn(at, "\n");
        if (is_line(at, length, wanted))
            return true;
        at += length;
    }
    return false;
}

int append_line(int dir, const char *name, const char *line)
{
    char text[FILE_MAX];
    char added[256];
    cleanup_fd int fd =
        openat(dir, name, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0)
        return errno == ELOOP || errno == EISDIR || errno == ENXIO ? 0 : -errno;
    if (!S_ISREG(status.st_mode) || status.st_nlink > 1 || status.st_size >= FILE_MAX)
        return 0;
    ssize_t size = read(fd, text, sizeof(text) - 1);
    if (size < 0)
        return -errno;
    text[size] = '\0';
    if (has_line(text, line))
        return 0;
    bool is_ended = size == 0 || text[size - 1] == '\n';
    int length = snprintf(added, sizeof(added), "%s%s\n", is_ended ? "" : "\n", line);
    const struct timespec times[2] = {status.st_mtim, status.st_mtim};
    ssize_t written = write(fd, added, (size_t)length);
    if (written >= 0 && written != length)
        return -ENOSPC;
    return written < 0 || futimens(fd, times) < 0 ? -errno : 0;
}
