#include "../../programs/vs-proc/group-file.c"
#include "../../programs/vs-proc/guest.c"
#include "../../programs/vs-proc/keys.c"
#include "../../programs/vs-proc/memory.c"
#include "check.h"

#define MIB (1024ull * 1024)

static const struct memory_host HOST = {
    .total = 8192 * 1024, .free = 100 * 1024, .available = 200 * 1024, .swap_total = 1024 * 1024};

static void check_limited(void)
{
    struct memory found;
    struct memory_group group = {.limit = 256 * MIB,
                                 .used = 100 * MIB,
                                 .swap_limit = 64 * MIB,
                                 .swap_used = 16 * MIB,
                                 .stat = {.cached = 60 * MIB,
                                          .active_file = 20 * MIB,
                                          .inactive_file = 30 * MIB,
                                          .shared = 10 * MIB,
                                          .anon = 40 * MIB}};
    memory_derive(&group, &HOST, &found);
    CHECK(found.total == 256 * 1024 && found.free == 156 * 1024);
    CHECK(found.cached == 60 * 1024 && found.available == 206 * 1024);
    CHECK(found.swap_total == 64 * 1024 && found.swap_free == 48 * 1024);
}

/* A limit below the use, and counters that are ahead of each other. */
static void check_full(void)
{
    struct memory found;
    struct memory_group group = {.limit = 64 * MIB,
                                 .used = 80 * MIB,
                                 .swap_used = 16 * MIB,
                                 .stat = {.cached = 90 * MIB,
                                          .active_file = 90 * MIB,
                                          .shared = 95 * MIB,
                                          .slab_reclaimable = 10 * MIB,
                                          .anon = 50 * MIB}};
    memory_derive(&group, &HOST, &found);
    CHECK(found.free == 0 && found.cached == found.total);
    CHECK(found.cached + found.anon + found.slab_reclaimable <= found.total - found.free);
    CHECK(found.available <= found.total && found.shared <= found.cached);
    CHECK(found.swap_total == 0 && found.swap_free == 0);
}

static void check_unlimited(void)
{
    struct memory found;
    struct memory_group group = {.limit = UINT64_MAX, .used = 100 * MIB, .swap_limit = UINT64_MAX};
    memory_derive(&group, &HOST, &found);
    CHECK(found.total == HOST.total && found.free == HOST.free);
    CHECK(found.available <= HOST.available && found.swap_total == HOST.swap_total);
}

int main(void)
{
    check_limited();
    check_full();
    check_unlimited();
    return 0;
}
