/* Its operations pass no seccomp filter. */
#include "../program/attack.h"

#include <linux/io_uring.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct io_uring_params params = {0};
    return judge(syscall(SYS_io_uring_setup, 1, &params));
}

ATTACK("make system calls by io_uring", attempt, ENOSYS, EPERM)
