/* Limits that are attributes of each process or thread, and inherited. */
#pragma once
#include "limit-field.h"
#include <stdbool.h>
#include <sys/types.h>

struct vs_attribute {
    enum vs_limit_field field;
    /* The kernel's value, in the field's units; pid 0 is the caller. 0 or -errno. */
    int (*get)(pid_t pid, uint64_t *ret_value);
    /* Lifts or lowers the ceiling from what it was; what is stricter already stays. */
    int (*set)(pid_t pid, uint64_t from, uint64_t to);
    bool strict_is_less; /* a smaller number is stricter; loosening may need a privilege */
};

#define VS_ATTRIBUTE_COUNT 6
extern const struct vs_attribute VS_ATTRIBUTES[VS_ATTRIBUTE_COUNT];

/* What VS_INFINITY stands for in a resource limit of this host; other fields: the value itself. */
uint64_t vs_attribute_resolve(enum vs_limit_field field, uint64_t value);
