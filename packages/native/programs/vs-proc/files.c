/* The short ones. */
#include "files.h"
#include "cpu.h"
#include "load.h"
#include "memory.h"
#include "node.h"
#include <inttypes.h>
#include <sys/sysinfo.h>

/* Of another run of the guest the averages are nobody's. */
static struct load load_of(const struct guest *guest)
{
    const struct load *load = &guest->slot->load;
    return load->started_at == guest->known->started_at ? *load : (struct load){0};
}

static void make_loadavg(const struct guests *guests, const struct guest *guest,
                         const struct host *host, struct text *text)
{
    (void)guests;
    (void)host;
    struct load load = load_of(guest);
    for (int i = 0; i < 3; i++) {
        unsigned whole, hundredths;
        load_split(load.average[i], &whole, &hundredths);
        text_add(text, "%u.%02u ", whole, hundredths);
    }
    /* Whoever reads this runs. */
    uint32_t running = load.running ? load.running : 1;
    uint32_t threads = load.threads > running ? load.threads : running;
    text_add(text, "%u/%u %u\n", running, threads, load.last_pid ? load.last_pid : 1);
}

static void make_uptime(const struct guests *guests, const struct guest *guest,
                        const struct host *host, struct text *text)
{
    (void)host;
    struct cpus cpus;
    struct cpu_use use;
    cpus_read(guests, guest, &cpus);
    cpu_use_read(guests, guest, &use);
    const struct cpu_clock *clock = cpu_clock_read(guest, cpus.shown, &use);
    text_add(text, "%" PRIu64 ".%02u %" PRIu64 ".%02u\n", clock->uptime_us / 1000000,
             (unsigned)(clock->uptime_us / 10000 % 100), clock->idle_us / 1000000,
             (unsigned)(clock->idle_us / 10000 % 100));
}

static void make_online(const struct guests *guests, const struct guest *guest,
                        const struct host *host, struct text *text)
{
    (void)host;
    struct cpus cpus;
    cpus_read(guests, guest, &cpus);
    if (cpus.shown > 1)
        text_add(text, "0-%u\n", cpus.shown - 1);
    else
        text_add(text, "0\n");
}

static void make_kernel_max(const struct guests *guests, const struct guest *guest,
                            const struct host *host, struct text *text)
{
    (void)guests;
    (void)guest;
    (void)host;
    text_add(text, "%d\n", CPUS_MAX - 1);
}

/* Source: kernel/sys.c, do_sysinfo(): uptime rounded up, loads with 16 bits. */
void make_sysinfo(const struct guests *guests, const struct guest *guest, const struct host *host,
                  struct text *text)
{
    (void)host;
    struct memory memory;
    struct load load = load_of(guest);
    memory_read(guests, guest, &memory);
    struct sysinfo info = {
        .uptime = (long)((guest_uptime_us(guest) + 999999) / 1000000),
        .totalram = memory.total * 1024,
        .freeram = memory.free * 1024,
        .sharedram = memory.shared * 1024,
        .totalswap = memory.swap_total * 1024,
        .freeswap = memory.swap_free * 1024,
        .procs = (unsigned short)(load.threads < UINT16_MAX ? load.threads : UINT16_MAX),
        .mem_unit = 1,
    };
    for (int i = 0; i < 3; i++)
        info.loads[i] = load.average[i] << (SI_LOAD_SHIFT - LOAD_SHIFT);
    text_add_bytes(text, (const char *)&info, sizeof(info));
}

file_make *file_of(uint32_t item)
{
    static file_make *const FILES[ITEM_COUNT] = {
        [ITEM_LOADAVG] = make_loadavg,
        [ITEM_MEMINFO] = make_meminfo,
        [ITEM_STAT] = make_stat,
        [ITEM_CPUINFO] = make_cpuinfo,
        [ITEM_SWAPS] = make_swaps,
        [ITEM_DISKSTATS] = make_diskstats,
        [ITEM_UPTIME] = make_uptime,
        [ITEM_SYSINFO] = make_sysinfo,
        [ITEM_ONLINE] = make_online,
        [ITEM_CPU_ONLINE] = make_online,
        [ITEM_POSSIBLE] = make_online,
        [ITEM_PRESENT] = make_online,
        [ITEM_KERNEL_MAX] = make_kernel_max,
    };
    return item < ITEM_COUNT ? FILES[item] : NULL;
}
