/* x32 calls are 64-bit ones with bit 30 set. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
#if defined(__x86_64__)
    return judge(syscall(0x40000000 | SYS_userfaultfd, O_CLOEXEC));
#else
    return not_applicable("an architecture without x32");
#endif
}

ATTACK("make a refused call by the x32 numbers", attempt, ENOSYS, EPERM)
