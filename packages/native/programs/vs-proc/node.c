#include "node.h"
#include "cpu.h"
#include "kernel.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum item parent;
} FILES[ITEM_COUNT] = {
    [ITEM_LOADAVG] = {"loadavg", ITEM_GUEST},
    [ITEM_MEMINFO] = {"meminfo", ITEM_GUEST},
    [ITEM_STAT] = {"stat", ITEM_GUEST},
    [ITEM_CPUINFO] = {"cpuinfo", ITEM_GUEST},
    [ITEM_SWAPS] = {"swaps", ITEM_GUEST},
    [ITEM_DISKSTATS] = {"diskstats", ITEM_GUEST},
    [ITEM_UPTIME] = {"uptime", ITEM_GUEST},
    [ITEM_SYSINFO] = {"sysinfo", ITEM_GUEST},
    [ITEM_CPU_ONLINE] = {"cpu-online", ITEM_GUEST},
    [ITEM_CPUS] = {"cpu", ITEM_GUEST},
    [ITEM_ONLINE] = {"online", ITEM_CPUS},
    [ITEM_POSSIBLE] = {"possible", ITEM_CPUS},
    [ITEM_PRESENT] = {"present", ITEM_CPUS},
    [ITEM_KERNEL_MAX] = {"kernel_max", ITEM_CPUS},
};

uint64_t node_number(const struct node *node)
{
    if (node->slot == 0)
        return NODE_ROOT;
    return (uint64_t)node->generation << 32 | (uint64_t)node->slot << 16 | node->item;
}

static bool is_item(uint32_t item)
{
    return item < ITEM_COUNT || (item >= ITEM_CPU && item < ITEM_CPU + CPUS_MAX);
}

bool node_parse(uint64_t number, struct node *ret_node)
{
    *ret_node = (struct node){0};
    if (number == NODE_ROOT)
        return true;
    *ret_node = (struct node){.slot = (uint32_t)(number >> 16) & 0xffff,
                              .generation = (uint32_t)(number >> 32),
                              .item = (uint32_t)number & 0xffff};
    return ret_node->slot > 0 && ret_node->slot < GUESTS_MAX && is_item(ret_node->item);
}

bool node_is_directory(const struct node *node)
{
    return node->slot == 0 || node->item == ITEM_GUEST || node->item == ITEM_CPUS ||
           node->item >= ITEM_CPU;
}

static int find_guest(struct guests *guests, const char *name, struct node *ret_node)
{
    uint32_t slot;
    int r = guests_find(guests, name, &slot);
    if (r < 0)
        return r;
    *ret_node = (struct node){.slot = slot, .generation = guests->shared->slots[slot].generation};
    return 0;
}

static uint32_t shown_cpus(struct guests *guests, const struct node *node)
{
    struct guest guest;
    struct cpus cpus;
    if (guests_take(guests, node->slot, node->generation, &guest) < 0)
        return 0;
    cpus_read(guests, &guest, &cpus);
    return cpus.shown;
}

static int find_cpu(struct guests *guests, const struct node *parent, const char *name,
                    struct node *ret_node)
{
    char wanted[16];
    unsigned long number = strncmp(name, "cpu", 3) ? CPUS_MAX : strtoul(name + 3, NULL, 10);
    (void)snprintf(wanted, sizeof(wanted), "cpu%lu", number < CPUS_MAX ? number : 0);
    if (number >= CPUS_MAX || strcmp(name, wanted) || number >= shown_cpus(guests, parent))
        return -ENOENT;
    *ret_node = *parent;
    ret_node->item = ITEM_CPU + (uint32_t)number;
    return 0;
}

int node_find(struct guests *guests, const struct node *parent, const char *name,
              struct node *ret_node)
{
    if (parent->slot == 0)
        return find_guest(guests, name, ret_node);
    for (uint32_t i = ITEM_GUEST + 1; i < ITEM_COUNT; i++)
        if (FILES[i].parent == parent->item && !strcmp(FILES[i].name, name)) {
            *ret_node = *parent;
            ret_node->item = i;
            return 0;
        }
    return parent->item == ITEM_CPUS ? find_cpu(guests, parent, name, ret_node) : -ENOENT;
}

int node_entry(struct guests *guests, const struct node *parent, uint64_t place,
               struct node *ret_node, char ret_name[VS_NAME_SIZE])
{
    uint64_t at = place;
    *ret_node = *parent;
    if (parent->slot == 0)
        return -ENOENT;
    for (uint32_t i = ITEM_GUEST + 1; i < ITEM_COUNT; i++) {
        if (FILES[i].parent != parent->item)
            continue;
        if (at-- > 0)
            continue;
        ret_node->item = i;
        (void)snprintf(ret_name, VS_NAME_SIZE, "%s", FILES[i].name);
        return 0;
    }
    if (parent->item != ITEM_CPUS || at >= shown_cpus(guests, parent))
        return -ENOENT;
    ret_node->item = ITEM_CPU + (uint32_t)at;
    (void)snprintf(ret_name, VS_NAME_SIZE, "cpu%u", (unsigned)at);
    return 0;
}
