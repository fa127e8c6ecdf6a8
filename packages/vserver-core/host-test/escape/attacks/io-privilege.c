#include "../program/attack.h"

#if defined(__x86_64__)
#include <sys/io.h>
#endif

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
#if defined(__x86_64__)
    return judge(iopl(3));
#else
    return not_applicable("an architecture without I/O privilege");
#endif
}

ATTACK("raise its I/O privilege", attempt, EPERM)
