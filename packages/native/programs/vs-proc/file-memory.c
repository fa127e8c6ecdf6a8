/* meminfo and swaps. Source: fs/proc/meminfo.c, mm/swapfile.c. */
#include "files.h"
#include "memory.h"
#include <inttypes.h>
#include <stddef.h>

#define AT(field) offsetof(struct memory, field)
#define NOTHING   SIZE_MAX /* 0 in every guest */

static const struct {
    const char *name;
    size_t offset;
} FIRST[] = {
    {"MemTotal:", AT(total)}, {"MemFree:", AT(free)},  {"MemAvailable:", AT(available)},
    {"Buffers:", NOTHING},    {"Cached:", AT(cached)}, {"SwapCached:", AT(swap_cached)},
};

static const struct {
    const char *name;
    size_t offset;
} LAST[] = {
    {"Active(anon):", AT(active_anon)},
    {"Inactive(anon):", AT(inactive_anon)},
    {"Active(file):", AT(active_file)},
    {"Inactive(file):", AT(inactive_file)},
    {"Unevictable:", AT(unevictable)},
    {"Mlocked:", NOTHING},
    {"SwapTotal:", AT(swap_total)},
    {"SwapFree:", AT(swap_free)},
    {"Dirty:", AT(dirty)},
    {"Writeback:", AT(writeback)},
    {"AnonPages:", AT(anon)},
    {"Mapped:", AT(mapped)},
    {"Shmem:", AT(shared)},
    {"KReclaimable:", AT(slab_reclaimable)},
};

static const struct {
    const char *name;
    size_t offset;
} KERNEL[] = {
    {"SReclaimable:", AT(slab_reclaimable)},
    {"SUnreclaim:", AT(slab_unreclaimable)},
    {"KernelStack:", AT(kernel_stack)},
    {"PageTables:", AT(page_tables)},
    {"NFS_Unstable:", NOTHING},
    {"Bounce:", NOTHING},
    {"WritebackTmp:", NOTHING},
};

static void line(struct text *text, const char *name, uint64_t kib)
{
    text_add(text, "%-16s%8" PRIu64 " kB\n", name, kib);
}

static uint64_t value(const struct memory *memory, size_t offset)
{
    uint64_t found = 0;
    if (offset != NOTHING)
        memcpy(&found, (const char *)memory + offset, sizeof(found));
    return found;
}

#define ADD_ALL(table)                                                                             \
    for (size_t i = 0; i < sizeof(table) / sizeof((table)[0]); i++)                                \
    line(text, (table)[i].name, value(&memory, (table)[i].offset))

void make_meminfo(const struct guests *guests, const struct guest *guest, const struct host *host,
                  struct text *text)
{
    (void)host;
    struct memory memory;
    memory_read(guests, guest, &memory);
    ADD_ALL(FIRST);
    line(text, "Active:", memory.active_anon + memory.active_file);
    line(text, "Inactive:", memory.inactive_anon + memory.inactive_file);
    ADD_ALL(LAST);
    line(text, "Slab:", memory.slab_reclaimable + memory.slab_unreclaimable);
    ADD_ALL(KERNEL);
    line(text, "CommitLimit:", memory.total + memory.swap_total);
    line(text, "Committed_AS:", memory.anon + memory.shared);
    line(text, "VmallocTotal:", 0);
    line(text, "VmallocUsed:", 0);
    line(text, "VmallocChunk:", 0);
    line(text, "Percpu:", memory.percpu);
}

void make_swaps(const struct guests *guests, const struct guest *guest, const struct host *host,
                struct text *text)
{
    (void)host;
    struct memory memory;
    memory_read(guests, guest, &memory);
    text_add(text, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    if (memory.swap_total)
        text_add(text, "%-40s%s\t%" PRIu64 "\t\t%" PRIu64 "\t\t%d\n", "none", "virtual",
                 memory.swap_total, memory.swap_total - memory.swap_free, -2);
}
