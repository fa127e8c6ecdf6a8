/* sysvinit's control record: how telinit, shutdown and others speak to init. Source: initreq.h. */
#pragma once
#include <stdint.h>

struct vs_initctl_request {
    int32_t magic, command, runlevel, sleep_seconds;
    char data[368];
};

#define VS_INITCTL_FILE     "run/initctl"
#define VS_INITCTL_MAGIC    0x03091969
#define VS_INITCTL_RUNLEVEL 1

_Static_assert(sizeof(struct vs_initctl_request) == 384, "sysvinit reads exactly this");
