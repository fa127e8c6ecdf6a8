/*
 * A number in memory that S, B and P1 share, on which one waits until another has set it.
 * Cheaper than a message: who comes late does not sleep, who sets it for nobody makes no call
 * that blocks.
 */
#pragma once
#include "kernel.h"
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdint.h>
#include <time.h>

#define LATCH_OPEN 1u /* any other value but 0 says that there is nothing to wait for any more */
#define LATCH_LOST 2u

static inline void latch_set(uint32_t *latch, uint32_t value)
{
    __atomic_store_n(latch, value, __ATOMIC_RELEASE);
    (void)syscall(SYS_futex, latch, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

/* False when nothing has been set after this time; NULL waits for ever. */
static inline bool latch_wait(const uint32_t *latch, const struct timespec *timeout,
                              uint32_t *ret_value)
{
    for (;;) {
        *ret_value = __atomic_load_n(latch, __ATOMIC_ACQUIRE);
        if (*ret_value)
            return true;
        if (syscall(SYS_futex, latch, FUTEX_WAIT, 0, timeout, NULL, 0) < 0 && errno == ETIMEDOUT)
            return false;
    }
}
