#include "pace.h"
#include <string.h>

#define COST_US  (1000000 / PACE_PER_SECOND)
#define BURST_US ((uint64_t)PACE_BURST * COST_US)

static uint64_t due(const struct pace *pace, uint32_t at)
{
    return pace->shared->waiting[pace->heap[at]].due_us;
}

static void swap(struct pace *pace, uint32_t a, uint32_t b)
{
    uint32_t place = pace->heap[a];
    pace->heap[a] = pace->heap[b];
    pace->heap[b] = place;
}

static void push(struct pace *pace, uint32_t place)
{
    uint32_t at = pace->waiting++;
    pace->heap[at] = place;
    for (; at > 0 && due(pace, at) < due(pace, (at - 1) / 2); at = (at - 1) / 2)
        swap(pace, at, (at - 1) / 2);
}

static void pop(struct pace *pace)
{
    pace->heap[0] = pace->heap[--pace->waiting];
    for (uint32_t at = 0, next; (next = 2 * at + 1) < pace->waiting; at = next) {
        if (next + 1 < pace->waiting && due(pace, next + 1) < due(pace, next))
            next++;
        if (due(pace, at) <= due(pace, next))
            return;
        swap(pace, at, next);
    }
}

void pace_open(struct pace *pace, struct shared *shared)
{
    pace->shared = shared;
    for (uint32_t i = 0; i < WAITING_MAX; i++)
        if (shared->waiting[i].size)
            push(pace, i);
        else
            pace->unused[pace->unused_count++] = i;
}

static void put_aside(struct pace *pace, uint64_t due_us, const uint8_t *request, size_t size)
{
    uint32_t place = pace->unused[--pace->unused_count];
    struct waiting *waiting = &pace->shared->waiting[place];
    waiting->due_us = due_us;
    memcpy(waiting->request, request, size);
    /* Last: until then the request is still where it was read. */
    __atomic_store_n(&waiting->size, (uint32_t)size, __ATOMIC_RELEASE);
    push(pace, place);
}

/* The generic cell rate algorithm (ITU-T I.371): one number for each guest. */
bool pace_admits(struct pace *pace, uint32_t slot, uint64_t now_us, const uint8_t *request,
                 size_t size)
{
    uint64_t *free_at_us = &pace->free_at_us[slot];
    if (*free_at_us < now_us)
        *free_at_us = now_us;
    uint64_t from_us = *free_at_us;
    *free_at_us += COST_US;
    if (from_us <= now_us + BURST_US)
        return true;
    if (size > WAITING_SIZE || pace->unused_count == 0) {
        *free_at_us = from_us;
        return true;
    }
    put_aside(pace, from_us - BURST_US, request, size);
    return false;
}

int pace_due(const struct pace *pace, uint64_t now_us)
{
    return pace->waiting && due(pace, 0) <= now_us ? (int)pace->heap[0] : -1;
}

void pace_done(struct pace *pace)
{
    uint32_t place = pace->heap[0];
    pop(pace);
    pace->shared->waiting[place].size = 0;
    pace->unused[pace->unused_count++] = place;
}

int pace_wait_ms(const struct pace *pace, uint64_t now_us)
{
    if (!pace->waiting)
        return -1;
    return due(pace, 0) > now_us ? (int)((due(pace, 0) - now_us + 999) / 1000) : 0;
}
