/*
 * What outlives a crash and an upgrade of vs-proc: memory behind a descriptor that its keeper, its
 * server and its sampler hold, so that whoever comes next goes on where the last one was.
 */
#pragma once
#include "protocol.h"
#include <stdbool.h>
#include <stdint.h>

#define GUESTS_MAX   2048
#define REQUEST_SIZE 16384  /* above FUSE_MIN_READ_BUFFER and the largest request that we allow */
#define TEXT_SIZE    262144 /* of a file; what a huge host would make longer is cut */
#define HELD_MAX     128    /* texts kept for who reads in pieces */
#define WAITING_MAX  8192   /* requests that wait for their answer */
#define WAITING_SIZE 320    /* of the largest that is made to wait, with a name */
#define DONE_MAX     32     /* handles of a guest known to be read to their end */

/* Another number when the layout changes: the next version then takes the guests' names alone. */
#define SHARED_VERSION 4u

/* Loads as the kernel keeps them, fixed point with 11 bits; written by the sampler alone. */
struct load {
    uint64_t started_at; /* of the run they belong to */
    uint64_t average[3];
    uint64_t usage_us; /* CPU time at the last sample */
    uint32_t running, blocked, threads;
    uint32_t last_pid; /* in the guest */
};

/* CPU time that adds up to what a clock shows; written by the server alone. */
struct cpu_clock {
    uint64_t started_at;
    uint64_t uptime_us; /* when it was last looked at */
    uint64_t used_us, throttled_us;
    uint64_t idle_us, steal_us;
};

/* It begins alike in all versions, as do the first members of struct shared. */
struct slot {
    uint32_t generation;     /* counts the guests that have had the slot */
    uint32_t clock_now;      /* which of the two is whole */
    char name[VS_NAME_SIZE]; /* "": free */
    struct load load;
    struct cpu_clock clocks[2];
    uint64_t done[DONE_MAX];
    uint32_t done_next;
};

/* A text that a handle reads and has not come to the end of; the bytes lie apart, since all of
 * these are looked through with each read. */
struct held {
    uint64_t handle; /* 0: free */
    uint32_t slot, length;
    uint64_t used; /* grows with each use, to find the one that waits longest */
};

/* A request of a guest that asks too fast, see pace.h. */
struct waiting {
    uint64_t due_us;
    uint32_t size; /* 0: free */
    _Alignas(8) uint8_t request[WAITING_SIZE];
};

struct shared {
    uint32_t version, slot_count, slot_size, slots_at;
    uint64_t next_handle, next_use;
    uint64_t taken; /* requests, to tell whether the server works */
    /* The request under work: a server that dies leaves it here, and its successor answers it. */
    _Alignas(8) uint8_t request[REQUEST_SIZE];
    struct slot slots[GUESTS_MAX]; /* the first is never used */
    struct waiting waiting[WAITING_MAX];
    struct held held[HELD_MAX];
    char held_texts[HELD_MAX][TEXT_SIZE];
};
