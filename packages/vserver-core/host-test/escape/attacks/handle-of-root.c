/* Inode 2 is the root of an ext file system. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct {
        struct file_handle head;
        uint32_t inode, generation;
    } handle = {.head = {.handle_bytes = 8, .handle_type = 1}, .inode = 2};
    int mount = open("/", O_RDONLY);
    return judge(open_by_handle_at(mount, &handle.head, O_RDONLY));
}

ATTACK("open the root directory of the disk by its handle", attempt, EPERM)
