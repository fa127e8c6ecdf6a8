/* Limits and use of one project on a file system, from and to the kernel. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Bytes and numbers; a limit of 0 is none. The kernel keeps limits of space in KiB. */
struct vs_quota {
    uint64_t soft_bytes, hard_bytes;
    uint64_t soft_inodes, hard_inodes;
    uint64_t use_bytes, use_inodes;
};

struct vs_quota_state {
    bool counts;   /* the use of each project is known */
    bool enforces; /* and limits are held */
};

/*
 * All return 0 or -errno; fd: anything on the file system, also O_PATH. ENOSYS: neither kernel nor
 * file system has quotas; ESRCH: project quota is not on. Source: quotactl(2).
 */
int vs_quota_state(int fd, struct vs_quota_state *ret_state);
/* Only the limits; they are rounded up to whole KiB. */
int vs_quota_set(int fd, uint32_t project, const struct vs_quota *quota);
/* A project that nobody has used yet has all zeros. */
int vs_quota_get(int fd, uint32_t project, struct vs_quota *ret_quota);
/* The first project that has a number >= project and a record; ENOENT: there is none. */
int vs_quota_next(int fd, uint32_t project, uint32_t *ret_project, struct vs_quota *ret_quota);
