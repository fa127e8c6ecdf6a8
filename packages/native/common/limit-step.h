/* Limits that can only be set together, and how one mechanism of the kernel sets and reads them. */
#pragma once
#include "limit-field.h"
#include "limit.h"
#include <stdbool.h>
#include <string.h>

/* What a step changes, and which of its fields the kernel refused. Neither side holds VS_KEEP. */
struct vs_limit_change {
    const struct vs_limit *from, *to;
    enum vs_limit_field refused;
};

#define VS_FIELD(field) (1u << (field))

struct vs_limit_step {
    uint32_t fields; /* VS_FIELD of those it is responsible for */
    /* Also undoes itself with the sides exchanged, from wherever an earlier call has stopped. */
    int (*set)(const struct vs_limit_target *target, struct vs_limit_change *change);
    int (*get)(const struct vs_limit_target *target, struct vs_limit *ret_limit);
};

extern const struct vs_limit_step vs_step_memory, vs_step_cpu, vs_step_weight, vs_step_processes,
    vs_step_cpu_set, vs_step_disk, vs_step_sockets, vs_step_ipc, vs_step_space, vs_step_attributes,
    vs_step_network;

static inline bool vs_limit_changes(const struct vs_limit_change *change, enum vs_limit_field field)
{
    if (field == VS_LIMIT_FIELD_CPU_SET)
        return strncmp(change->from->cpu_set, change->to->cpu_set, VS_CPU_SET_SIZE) != 0;
    return vs_limit_number(change->from, field) != vs_limit_number(change->to, field);
}

/* Notes which field the kernel refused. */
static inline int vs_limit_refuse(struct vs_limit_change *change, enum vs_limit_field field, int r)
{
    if (r < 0)
        change->refused = field;
    return r;
}

/* The group's directory of a controller that every host has. Returns a descriptor or -errno. */
int vs_limit_directory(const struct vs_limit_target *target, enum vs_controller controller);
