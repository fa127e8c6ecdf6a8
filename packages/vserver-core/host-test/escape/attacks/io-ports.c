#include "../program/attack.h"

#if defined(__x86_64__)
#include <sys/io.h>
#endif

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
#if defined(__x86_64__)
    return judge(ioperm(0x80, 1, 1));
#else
    return not_applicable("an architecture without I/O ports");
#endif
}

ATTACK("reach an I/O port", attempt, EPERM)
