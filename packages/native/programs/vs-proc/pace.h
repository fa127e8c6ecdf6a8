/*
 * Who asks too fast waits for the answer: each guest has a rate of its own. What waits lies in the
 * shared memory, so that a successor answers it.
 */
#pragma once
#include "shared.h"
#include <stdbool.h>
#include <stddef.h>

/* A read of a file is three requests; top makes some hundred in a turn. */
#define PACE_PER_SECOND 10000
#define PACE_BURST      2000

struct pace {
    struct shared *shared;
    uint64_t free_at_us[GUESTS_MAX]; /* when all that the guest has asked for is paid for */
    uint32_t heap[WAITING_MAX];      /* places that wait, the one due first on top */
    uint32_t unused[WAITING_MAX];
    uint32_t waiting, unused_count;
};

/* Finds what a predecessor has left. */
void pace_open(struct pace *pace, struct shared *shared);
/* Whether the request of the guest is to be answered now; otherwise it has been put aside. */
bool pace_admits(struct pace *pace, uint32_t slot, uint64_t now_us, const uint8_t *request,
                 size_t size);
/* The place of a request that is due now, or -1; after its answer the place is given back. */
int pace_due(const struct pace *pace, uint64_t now_us);
void pace_done(struct pace *pace);
/* Milliseconds until one is due, rounded up; -1: none waits. */
int pace_wait_ms(const struct pace *pace, uint64_t now_us);
