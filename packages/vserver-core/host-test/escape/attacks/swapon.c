#include "../program/attack.h"

#include <sys/swap.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    int r = swapon("/proc/self/exe", 0);
    return r < 0 && errno == EINVAL ? succeeded("the kernel read the file") : judge(r);
}

ATTACK("add swap space", attempt, EPERM)
