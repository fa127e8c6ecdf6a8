#include "file.h"
#include "cleanup.h"
#include "kernel.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int vs_file_read(int dir, const char *path, char *ret_text, size_t size)
{
    cleanup_fd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return -errno;
    size_t length = 0;
    while (length < size - 1) {
        ssize_t n = read(fd, ret_text + length, size - 1 - length);
        if (n < 0)
            return -errno;
        if (n == 0)
            break;
        length += (size_t)n;
    }
    ret_text[length] = '\0';
    return 0;
}

int vs_file_read_u64(int dir, const char *path, uint64_t *ret_value)
{
    char text[64];
    int r = vs_file_read(dir, path, text, sizeof(text));
    if (r < 0)
        return r;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || end == text)
        return -EINVAL;
    *ret_value = value;
    return 0;
}

int vs_file_write(int dir, const char *path, const char *text)
{
    cleanup_fd int fd = openat(dir, path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    size_t length = strlen(text);
    ssize_t n = write(fd, text, length);
    if (n < 0)
        return -errno;
    return (size_t)n == length ? 0 : -EIO;
}

int vs_file_write_u64(int dir, const char *path, uint64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRIu64, value);
    return vs_file_write(dir, path, text);
}

int vs_make_directories(const char *path, mode_t mode)
{
    char partial[256];
    size_t length = strlen(path);
    if (mkdir(path, mode) == 0 || errno == EEXIST) /* as nearly always */
        return 0;
    if (length >= sizeof(partial))
        return -ENAMETOOLONG;
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(partial, path, i);
        partial[i] = '\0';
        if (mkdir(partial, mode) < 0 && errno != EEXIST)
            return -errno;
    }
    return 0;
}
