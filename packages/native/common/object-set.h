/* A set of pool objects' names: 16 bytes each, a million take 32 MiB. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VS_OBJECT_NAME 20 /* characters, base64url */

struct vs_object_set {
    struct vs_object_slot *slots;
    size_t count, size; /* size: 0 or a power of two */
};

/* Whether the text could be an object's name. */
bool vs_object_is_name(const char *text);
/* 1 when it was new, 0 when it was there, or -ENOMEM. The name was checked. */
int vs_object_set_add(struct vs_object_set *set, const char *name);
bool vs_object_set_has(const struct vs_object_set *set, const char *name);
void vs_object_set_free(struct vs_object_set *set);
