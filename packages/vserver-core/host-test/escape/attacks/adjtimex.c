#include "../program/attack.h"

#include <sys/timex.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct timex now = {.modes = 0};
    (void)adjtimex(&now);
    struct timex change = {.modes = ADJ_FREQUENCY, .freq = now.freq};
    return judge(adjtimex(&change));
}

ATTACK("change the speed of the clock", attempt, EPERM)
