/* The text of each file, as it is now. */
#pragma once
#include "guest.h"
#include "node.h"
#include "text.h"

/* What the server keeps of the host. */
struct host {
    char cpuinfo[1 << 20]; /* its /proc/cpuinfo; of a larger host the first processors */
    size_t cpuinfo_length;
};

void host_read(struct host *ret_host);

typedef void file_make(const struct guests *guests, const struct guest *guest,
                       const struct host *host, struct text *text);
/* NULL when the item is none that has a text. */
file_make *file_of(uint32_t item);

file_make make_stat, make_meminfo, make_swaps, make_cpuinfo, make_diskstats, make_sysinfo;
