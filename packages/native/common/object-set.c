#include "object-set.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024

/* The 120 bits of a name; top is the 121st bit, set in every slot that is used. */
struct vs_object_slot {
    uint64_t low, high;
};

#define USED (1ull << 63)

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool vs_object_is_name(const char *text)
{
    for (int i = 0; i < VS_OBJECT_NAME; i++)
        if (value_of(text[i]) < 0)
            return false;
    return text[VS_OBJECT_NAME] == '\0';
}

static struct vs_object_slot decode(const char *name)
{
    struct vs_object_slot slot = {.high = USED};
    for (int i = 0; i < VS_OBJECT_NAME / 2; i++) {
        slot.low = slot.low << 6 | (uint64_t)value_of(name[i]);
        slot.high |= (uint64_t)value_of(name[VS_OBJECT_NAME / 2 + i]) << (6 * i);
    }
    return slot;
}

/* Names are parts of a hash already. */
static struct vs_object_slot *find(struct vs_object_slot *slots, size_t size,
                                   struct vs_object_slot wanted)
{
    for (size_t i = (size_t)wanted.low & (size - 1);; i = (i + 1) & (size - 1))
        if (!slots[i].high || (slots[i].low == wanted.low && slots[i].high == wanted.high))
            return &slots[i];
}

static int grow(struct vs_object_set *set)
{
    size_t size = set->size ? 2 * set->size : FIRST_SIZE;
    struct vs_object_slot *slots = calloc(size, sizeof(*slots));
    if (!slots)
        return -ENOMEM;
    for (size_t i = 0; i < set->size; i++)
        if (set->slots[i].high)
            *find(slots, size, set->slots[i]) = set->slots[i];
    free(set->slots);
    set->slots = slots;
    set->size = size;
    return 0;
}

int vs_object_set_add(struct vs_object_set *set, const char *name)
{
    int r = 4 * (set->count + 1) > 3 * set->size ? grow(set) : 0;
    if (r < 0)
        return r;
    struct vs_object_slot wanted = decode(name);
    struct vs_object_slot *slot = find(set->slots, set->size, wanted);
    if (slot->high)
        return 0;
    *slot = wanted;
    set->count++;
    return 1;
}

bool vs_object_set_has(const struct vs_object_set *set, const char *name)
{
    return set->size && find(set->slots, set->size, decode(name))->high;
}

void vs_object_set_free(struct vs_object_set *set)
{
    free(set->slots);
    *set = (struct vs_object_set){0};
}
