#include "../../programs/vs-proc/pace.c"
#include "check.h"

static struct shared shared;

static void ask(struct pace *pace, uint32_t slot, uint64_t now_us, uint32_t number,
                bool is_admitted)
{
    CHECK(pace_admits(pace, slot, now_us, (const uint8_t *)&number, sizeof(number)) == is_admitted);
}

static void take(struct pace *pace, uint64_t now_us, uint32_t number)
{
    uint32_t found;
    int place = pace_due(pace, now_us);
    CHECK(place >= 0);
    memcpy(&found, shared.waiting[place].request, sizeof(found));
    CHECK(found == number && shared.waiting[place].size == sizeof(found));
    pace_done(pace);
}

int main(void)
{
    static struct pace pace, next;
    const uint64_t T = 1000000000;
    pace_open(&pace, &shared);
    CHECK(pace_wait_ms(&pace, T) == -1 && pace_due(&pace, T) == -1);
    for (uint32_t i = 0; i <= PACE_BURST; i++)
        ask(&pace, 7, T, i, true);
    for (uint32_t i = 0; i < 100; i++)
        ask(&pace, 7, T, 10000 + i, false);
    ask(&pace, 8, T, 5, true); /* another guest's rate is its own */
    CHECK(pace_due(&pace, T) == -1 && pace_wait_ms(&pace, T) == 1);
    for (uint32_t i = 0; i < 50; i++)
        take(&pace, T + (i + 1) * COST_US, 10000 + i); /* in the order of asking */
    CHECK(pace_due(&pace, T + 50 * COST_US) == -1);
    pace_open(&next, &shared); /* a successor finds the other half */
    CHECK(next.waiting == 50 && next.unused_count == WAITING_MAX - 50);
    for (uint32_t i = 50; i < 100; i++)
        take(&next, T + 1000000, 10000 + i);
    CHECK(next.waiting == 0 && pace_wait_ms(&next, T) == -1);
    /* Beyond what there is room for nobody waits, and what is too long is answered at once. */
    uint8_t large[WAITING_SIZE + 1] = {0};
    for (uint32_t i = 0; i < PACE_BURST + 1; i++)
        ask(&next, 7, T, i, true);
    CHECK(pace_admits(&next, 7, T, large, sizeof(large)));
    for (uint32_t i = 0; i < WAITING_MAX; i++)
        ask(&next, 7, T, i, false);
    ask(&next, 7, T, 0, true);
    return 0;
}
