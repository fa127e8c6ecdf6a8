#include "brake.h"

void brake_init(struct brake *brake, uint32_t burst, int64_t refill_ms, int64_t now_ms)
{
    *brake =
        (struct brake){.burst = burst, .tokens = burst, .refill_ms = refill_ms, .last_ms = now_ms};
}

bool brake_take(struct brake *brake, int64_t now_ms)
{
    int64_t gained = (now_ms - brake->last_ms) / brake->refill_ms;
    brake->last_ms += gained * brake->refill_ms;
    int64_t tokens = brake->tokens + gained;
    brake->tokens = tokens > brake->burst ? brake->burst : (uint32_t)tokens;
    if (brake->tokens == 0)
        return false;
    brake->tokens--;
    return true;
}
