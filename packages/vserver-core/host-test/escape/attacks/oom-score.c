/* Then the kernel would kill the host's processes instead. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    int file = open("/proc/self/oom_score_adj", O_WRONLY);
    return judge(file < 0 ? -1 : write(file, "-1000", 5));
}

ATTACK("be spared by the OOM killer", attempt, EACCES, EPERM)
