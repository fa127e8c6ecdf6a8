#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    int map = open("/proc/self/uid_map", O_WRONLY);
    return judge(map < 0 ? -1 : write(map, "0 0 1\n", 6));
}

ATTACK("map its root to the host's", attempt, EPERM, EACCES, EROFS)
