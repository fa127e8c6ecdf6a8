/* The guests that vs-proc knows, and what their state files say. */
#pragma once
#include "layout.h"
#include "shared.h"
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

/* Of one process: found anew when it is started anew. */
struct known {
    uint32_t generation;
    ino_t inode; /* of the state file that was read */
    struct timespec changed;
    pid_t pid; /* of the guest's init; 0: not started yet */
    uint64_t started_at;
    int64_t boot_offset_us; /* of its clocks */
};

struct group_files;

struct guests {
    const struct vs_layout_record *layout;
    struct shared *shared;
    struct group_files *files; /* NULL: none is kept open */
    int run_fd;                /* RUN/guests */
    struct known known[GUESTS_MAX];
};

struct guest {
    uint32_t index;
    struct slot *slot;
    const struct known *known;
    char group[VS_PATH_SIZE];
};

/* 0 or -errno. */
int guests_open(struct guests *guests, const struct vs_layout_record *layout,
                struct shared *shared);
/* The slot of a name, a new one when it has none. ENOENT when there is no such guest. */
int guests_find(struct guests *guests, const char *name, uint32_t *ret_index);
bool guests_has(const struct guests *guests, uint32_t index, uint32_t generation);
/* What is in the slot, if it is still the same guest; ESTALE otherwise. */
int guests_take(struct guests *guests, uint32_t index, uint32_t generation,
                struct guest *ret_guest);
/* Since its start, as its own clock says. */
uint64_t guest_uptime_us(const struct guest *guest);
uint64_t boot_time_us(void);
/* Directory of the guest's group of a controller; -errno when there is none. */
int guest_group(const struct guests *guests, const struct guest *guest,
                enum vs_controller controller);
