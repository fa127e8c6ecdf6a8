/* How an init is asked to end. */
#pragma once
#include "protocol.h"
#include <stdbool.h>

struct vs_stop_signal {
    uint32_t style; /* enum vs_init_style */
    int halt, reboot;
    bool waits; /* blocked from the first instruction on: the init takes it when it is ready */
};

/* NULL when there is no such style. */
const struct vs_stop_signal *vs_stop_signal(uint32_t style);
