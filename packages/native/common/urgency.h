/* The few milliseconds in which somebody waits for a guest go before what other guests compute. */
#pragma once
#include <stdbool.h>
#include <sys/resource.h>

#define VS_NICE_URGENT (-10)

/* Failing is harmless: a nested host may lack CAP_SYS_NICE. */
static inline void vs_set_urgent(bool urgent)
{
    (void)setpriority(PRIO_PROCESS, 0, urgent ? VS_NICE_URGENT : 0);
}
