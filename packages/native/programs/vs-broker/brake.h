/* Slows mass stops and deletions down, whatever the agent says: a token bucket. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct brake {
    uint32_t burst;
    uint32_t tokens;
    int64_t refill_ms; /* time for one token */
    int64_t last_ms;   /* of the newest refill */
};

void brake_init(struct brake *brake, uint32_t burst, int64_t refill_ms, int64_t now_ms);
/* Whether one more may go ahead now. */
bool brake_take(struct brake *brake, int64_t now_ms);
