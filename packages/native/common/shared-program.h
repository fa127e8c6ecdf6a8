/* The programs that hold a guest of the shared network to its addresses, see bpf/shared*.bpf.c. */
#pragma once
#include "bpf-object.h"

#define VS_SHARED_OBJECTS  8
#define VS_SHARED_PROGRAMS 20 /* on the group of each guest */

struct vs_shared_objects {
    struct vs_bpf_loaded loaded[VS_SHARED_OBJECTS];
    uint32_t ids[VS_SHARED_PROGRAMS]; /* in the order of vs_shared_list() */
    struct vs_bpf_seen seen;          /* what they were opened from */
};

/* One of those that are attached to a guest's group. */
struct vs_shared_program {
    const char *name;
    enum bpf_attach_type type;
    int fd; /* not to be closed */
    uint32_t id;
};

/* Nothing is open. */
void vs_shared_init(struct vs_shared_objects *objects);
/*
 * 0, or -errno of what this kernel does not take; then all are closed. pins NULL: only to try.
 * Those that were open before are opened anew only when other maps than theirs are pinned.
 */
int vs_shared_open(const char *pins, struct vs_shared_objects *objects);
/* Whether a vs_shared_open() of them would do nothing. */
bool vs_shared_is_open(const char *pins, const struct vs_shared_objects *objects);
void vs_shared_close(struct vs_shared_objects *objects);
/* Descriptor of a map or -ENOENT; not to be closed. */
int vs_shared_map(const struct vs_shared_objects *objects, const char *name);
/* Fills in all programs of a guest's group. */
void vs_shared_list(const struct vs_shared_objects *objects,
                    struct vs_shared_program ret_programs[VS_SHARED_PROGRAMS]);
/* One that is not: "lookup" of the host's network namespace, "sync"; not to be closed. */
int vs_shared_find(const struct vs_shared_objects *objects, const char *name);

#define cleanup_shared __attribute__((cleanup(vs_shared_close)))
