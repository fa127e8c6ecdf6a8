/* Slows a client that asks too much down, before anything is done for it. */
#pragma once
#include "brake.h"
#include <sys/types.h>

/* Classes of operations; each has its own buckets, so that a flood of one leaves the others. */
enum rate_class {
    RATE_LOOK = 0,   /* reads something, at once */
    RATE_CHANGE = 1, /* forks, or changes something */
    RATE_START = 2,  /* starts a program */
    RATE_CLASSES = 3,
};

struct rates {
    struct brake brakes[RATE_CLASSES];
};

/* shares: how many clients draw on these buckets at once. */
void rates_init(struct rates *rates, uint32_t shares, int64_t now_ms);
/* Whether one more may be served now. */
bool rates_take(struct rates *rates, enum rate_class class, int64_t now_ms);
