/*
 * How much of the storage a guest's own files may take, and what they take: one interface over
 * whatever holds the guest to it. Not to be confused with spaces, the kernel's namespaces.
 */
#pragma once
#include "guest-root.h"
#include "limit-field.h"
#include <sys/types.h>

/* As in vs_limit, without VS_KEEP: a number or VS_INFINITY. */
struct vs_space {
    uint64_t disk_bytes, disk_soft_bytes;
    uint64_t inodes, inodes_soft;
};

#define VS_SPACE_UNLIMITED ((struct vs_space){VS_INFINITY, VS_INFINITY, VS_INFINITY, VS_INFINITY})

struct vs_space_use {
    uint64_t bytes, inodes;
};

/* Whose space. */
struct vs_space_guest {
    int dir; /* guests/NAME, also O_PATH */
    const struct vs_guest_root *root;
    pid_t pid; /* pid 1 of a running guest; 0: it does not run */
};

/* All return 0 or -errno. */
struct vs_space_method {
    enum vs_enforcement enforcement;
    /* All or nothing. ret_refused: which number, when it is one of them. */
    int (*set)(const struct vs_space_guest *guest, const struct vs_space *space,
               enum vs_limit_field *ret_refused);
    int (*get)(const struct vs_space_guest *guest, struct vs_space *ret_space);
    int (*use)(const struct vs_space_guest *guest, struct vs_space_use *ret_use);
};

extern const struct vs_space_method vs_space_by_project, vs_space_by_image, vs_space_by_btrfs;
/* Whether its files are counted by project, and limits of projects are held. */
bool vs_space_has_project(const struct vs_space_guest *guest);
/* Whether a quota group of btrfs counts them. */
bool vs_space_has_group(const struct vs_space_guest *guest);

/* Who holds this guest to its limits; NULL: nobody. */
const struct vs_space_method *vs_space_method(const struct vs_space_guest *guest);
enum vs_enforcement vs_space_enforcement(const struct vs_space_guest *guest);

/*
 * A limit below what is used is accepted, as the kernel does: nothing more can be written until
 * enough was deleted. EOPNOTSUPP: nobody can hold the guest to it.
 */
int vs_space_set(const struct vs_space_guest *guest, const struct vs_space *space,
                 enum vs_limit_field *ret_refused);
/* As it is enforced: VS_INFINITY when nobody does. */
int vs_space_get(const struct vs_space_guest *guest, struct vs_space *ret_space);
/* EOPNOTSUPP: nobody counts, it has to be measured. */
int vs_space_use(const struct vs_space_guest *guest, struct vs_space_use *ret_use);

/*
 * What was measured by looking at every file, kept in guests/NAME/use; time in milliseconds since
 * the epoch. ENOENT: it never was.
 */
int vs_space_write_measured(int guest, const struct vs_space_use *use, uint64_t measured_at);
int vs_space_read_measured(int guest, struct vs_space_use *ret_use, uint64_t *ret_measured_at);
