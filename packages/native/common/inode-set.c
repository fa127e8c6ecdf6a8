#include "inode-set.h"
#include <errno.h>
#include <stdlib.h>

#define FIRST_SIZE 1024

/* Inode numbers stand close together; the multiplier is 2^64 by the golden ratio. */
static uint64_t *find(uint64_t *slots, size_t size, uint64_t inode)
{
    size_t at = (size_t)((inode * 0x9e3779b97f4a7c15ull) >> 20);
    for (;; at++)
        if (!slots[at & (size - 1)] || slots[at & (size - 1)] == inode)
            return &slots[at & (size - 1)];
}

static int grow(struct vs_inode_set *set)
{
    size_t size = set->size ? 2 * set->size : FIRST_SIZE;
    uint64_t *slots = calloc(size, sizeof(*slots));
    if (!slots)
        return -ENOMEM;
    for (size_t i = 0; i < set->size; i++)
        if (set->slots[i])
            *find(slots, size, set->slots[i]) = set->slots[i];
    free(set->slots);
    set->slots = slots;
    set->size = size;
    return 0;
}

int vs_inode_set_add(struct vs_inode_set *set, uint64_t inode)
{
    int r = 4 * (set->count + 1) > 3 * set->size ? grow(set) : 0;
    if (r < 0)
        return r;
    uint64_t *slot = find(set->slots, set->size, inode);
    if (*slot)
        return 0;
    *slot = inode;
    set->count++;
    return 1;
}

void vs_inode_set_free(struct vs_inode_set *set)
{
    free(set->slots);
    *set = (struct vs_inode_set){0};
}
