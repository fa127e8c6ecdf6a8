/* A guest's layers, by descriptor. */
#include "cleanup.h"
#include "files.h"
#include "kernel.h"
#include <stdio.h>

int open_data(struct files *files, const struct place *place, int *ret_fd)
{
    (void)files;
    int fd = openat(place->dir, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

int open_layer(int data, uint32_t number, int *ret_fd)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "%u/upper", number);
    int fd = vs_openat2(data, path, O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}
