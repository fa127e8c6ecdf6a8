/* /dev/mem, /dev/kmsg and the loop devices' control file. */
#include "../program/attack.h"

#include <sys/sysmacros.h>

static struct outcome attempt(const struct facts *facts)
{
    static const unsigned NUMBERS[][2] = {{1, 1}, {1, 4}, {1, 11}, {10, 237}, {10, 229}};
    int error = 0;
    (void)facts;
    for (size_t i = 0; i < sizeof(NUMBERS) / sizeof(NUMBERS[0]); i++) {
        (void)unlink("/root/device");
        if (mknod("/root/device", S_IFCHR | 0600, makedev(NUMBERS[i][0], NUMBERS[i][1])) == 0 &&
            open("/root/device", O_RDWR | O_NONBLOCK) >= 0)
            return succeeded("%u:%u", NUMBERS[i][0], NUMBERS[i][1]);
        error = errno;
    }
    return refused(error);
}

ATTACK("make and open a character device", attempt, EPERM, EACCES)
