/* "Shocker": a file handle names an inode of the file system, whatever is mounted of it. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    struct {
        struct file_handle head;
        unsigned char space[HANDLE_SIZE];
    } handle = {
        .head = {.handle_bytes = facts->handle_size, .handle_type = (int)facts->handle_type}};
    static const char *const MOUNTS[] = {"/", "/dev", "/proc/self/exe", "/etc/hosts",
                                         "/etc/hostname"};
    memcpy(handle.head.f_handle, facts->handle, facts->handle_size);
    int error = 0;
    for (size_t i = 0; i < sizeof(MOUNTS) / sizeof(MOUNTS[0]); i++) {
        int mount = open(MOUNTS[i], O_RDONLY);
        int fd = open_by_handle_at(mount, &handle.head, O_RDONLY);
        if (fd >= 0)
            return succeeded("by %s", MOUNTS[i]);
        error = mount < 0 ? error : errno;
    }
    return refused(error);
}

ATTACK("open a file of the host by its handle", attempt, EPERM)
