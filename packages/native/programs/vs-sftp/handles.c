/* What a client has open. A handle is its place and a count, so that an old one is not a new one.
 */
#include <errno.h>
#include <unistd.h>

#include "sftp.h"

struct handle {
    int fd;         /* -1: free, or a directory */
    DIR *directory; /* NULL: free, or a file */
    bool appends;
    uint32_t count; /* of uses of this place */
};

static struct handle handles[HANDLES_MAX];
static uint32_t used; /* places that were ever used; the others are all zeros */

static bool is_free(const struct handle *handle)
{
    return handle->fd < 0 && !handle->directory;
}

static struct handle *find_free(void)
{
    for (uint32_t i = 0; i < used; i++)
        if (is_free(&handles[i]))
            return &handles[i];
    return used < HANDLES_MAX ? &handles[used++] : NULL;
}

static uint32_t number_of(struct handle *handle)
{
    handle->count = (handle->count + 1) & 0xffffff;
    return handle->count << 8 | (uint32_t)(handle - handles);
}

int handle_open_file(int fd, bool appends, uint32_t *ret_handle)
{
    struct handle *handle = find_free();
    if (!handle) {
        (void)close(fd);
        return -EMFILE;
    }
    handle->fd = fd;
    handle->appends = appends;
    *ret_handle = number_of(handle);
    return 0;
}

int handle_open_directory(DIR *directory, uint32_t *ret_handle)
{
    struct handle *handle = find_free();
    if (!handle) {
        (void)closedir(directory);
        return -EMFILE;
    }
    handle->fd = -1;
    handle->directory = directory;
    *ret_handle = number_of(handle);
    return 0;
}

static struct handle *get_handle(struct request *request)
{
    uint32_t size;
    const uint8_t *bytes = get_bytes(request, &size);
    if (request->is_bad || size != 4)
        return NULL;
    struct request inner = {.at = bytes, .end = bytes + size};
    uint32_t number = get_u32(&inner), place = number & 0xff;
    if (place >= used || is_free(&handles[place]) || handles[place].count != number >> 8)
        return NULL;
    return &handles[place];
}

int handle_file(struct request *request, int *ret_fd, bool *ret_appends)
{
    const struct handle *handle = get_handle(request);
    if (!handle || handle->directory)
        return -EBADMSG;
    *ret_fd = handle->fd;
    *ret_appends = handle->appends;
    return 0;
}

int handle_directory(struct request *request, DIR **ret_directory)
{
    const struct handle *handle = get_handle(request);
    if (!handle || !handle->directory)
        return -EBADMSG;
    *ret_directory = handle->directory;
    return 0;
}

int handle_any(struct request *request, int *ret_fd)
{
    const struct handle *handle = get_handle(request);
    if (!handle)
        return -EBADMSG;
    *ret_fd = handle->directory ? dirfd(handle->directory) : handle->fd;
    return 0;
}

int handle_close(struct request *request)
{
    struct handle *handle = get_handle(request);
    if (!handle)
        return -EBADMSG;
    int r = handle->directory ? closedir(handle->directory) : close(handle->fd);
    handle->directory = NULL;
    handle->fd = -1;
    return r < 0 ? -errno : 0;
}
