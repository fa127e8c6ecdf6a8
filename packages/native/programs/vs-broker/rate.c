#include "rate.h"

/* Far above what an agent with a thousand guests asks, far below what would keep the host busy. */
static const struct {
    uint32_t burst;
    int64_t refill_ms;
} CLASSES[RATE_CLASSES] = {
    [RATE_LOOK] = {5000, 1},
    [RATE_CHANGE] = {1000, 2},
    [RATE_START] = {1000, 2},
};

void rates_init(struct rates *rates, uint32_t shares, int64_t now_ms)
{
    for (int i = 0; i < RATE_CLASSES; i++)
        brake_init(&rates->brakes[i], shares * CLASSES[i].burst, CLASSES[i].refill_ms, now_ms);
}

bool rates_take(struct rates *rates, enum rate_class class, int64_t now_ms)
{
    return brake_take(&rates->brakes[class], now_ms);
}
