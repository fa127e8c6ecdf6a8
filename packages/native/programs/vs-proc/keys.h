/* Files of lines "key number", as the kernel writes them. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct key {
    const char *name;
    size_t offset; /* of the uint64_t it goes to */
};

/* Takes those of the keys that are there; the others keep what they have. */
void keys_take(const char *text, const struct key *keys, size_t count, void *ret_values);
