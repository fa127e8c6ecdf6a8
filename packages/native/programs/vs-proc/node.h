/* The tree that is served: a directory for each guest, with its files of /proc and of the CPUs. */
#pragma once
#include "guest.h"

/* 1 is the root. A node has the generation (32 bits), the slot (16) and the item (16). */
#define NODE_ROOT 1u

enum item {
    ITEM_GUEST = 0,
    ITEM_LOADAVG,
    ITEM_MEMINFO,
    ITEM_STAT,
    ITEM_CPUINFO,
    ITEM_SWAPS,
    ITEM_DISKSTATS,
    ITEM_UPTIME,
    ITEM_SYSINFO,    /* struct sysinfo, for who answers sysinfo(2); not for the guest itself */
    ITEM_CPU_ONLINE, /* likewise, for sched_getaffinity(2) */
    ITEM_CPUS,       /* directory, as /sys/devices/system/cpu */
    ITEM_ONLINE,
    ITEM_POSSIBLE,
    ITEM_PRESENT,
    ITEM_KERNEL_MAX,
    ITEM_COUNT,
    ITEM_CPU = 4096, /* and those after it: directories cpu0, cpu1, ... */
};

struct node {
    uint32_t slot; /* 0: the root */
    uint32_t generation;
    uint32_t item;
};

uint64_t node_number(const struct node *node);
/* False when no node has the number. */
bool node_parse(uint64_t number, struct node *ret_node);
bool node_is_directory(const struct node *node);
/* 0 or -ENOENT, -ESTALE. */
int node_find(struct guests *guests, const struct node *parent, const char *name,
              struct node *ret_node);
/* The entry at that place of a directory; -ENOENT after the last. The root's are nobody's business.
 */
int node_entry(struct guests *guests, const struct node *parent, uint64_t place,
               struct node *ret_node, char ret_name[VS_NAME_SIZE]);
