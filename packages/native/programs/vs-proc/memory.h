/* What a guest has of the host's memory, in KiB; it adds up, and nothing is below 0. */
#pragma once
#include "guest.h"

struct memory {
    uint64_t total, free, available, cached, swap_cached;
    uint64_t active_anon, inactive_anon, active_file, inactive_file, unevictable;
    uint64_t swap_total, swap_free;
    uint64_t dirty, writeback, anon, mapped, shared;
    uint64_t slab_reclaimable, slab_unreclaimable, kernel_stack, page_tables, percpu;
};

/* The kernel's figures of a group, in bytes. */
struct memory_group {
    uint64_t limit, used, swap_limit, swap_used; /* UINT64_MAX: no limit */
    struct memory stat;                          /* all but the first three and swap */
};

/* The host's, in KiB. */
struct memory_host {
    uint64_t total, free, available, swap_total, swap_free;
};

void memory_read(const struct guests *guests, const struct guest *guest, struct memory *ret_memory);
/* The arithmetic of it. */
void memory_derive(const struct memory_group *group, const struct memory_host *host,
                   struct memory *ret_memory);
