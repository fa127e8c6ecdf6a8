/* The 32-bit entry has numbers of its own, which a filter for 64 bits does not know. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
#if defined(__x86_64__)
    long r;
    /* 374 is userfaultfd there. */
    __asm__ volatile("int $0x80" : "=a"(r) : "a"(374), "b"(0) : "memory", "r8", "r9", "r10", "r11");
    return r < 0 ? refused((int)-r) : succeeded("userfaultfd");
#else
    return not_applicable("an architecture without that entry");
#endif
}

ATTACK("make a refused call by the 32-bit entry", attempt, ENOSYS, EPERM)
