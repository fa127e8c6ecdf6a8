/*
 * btrfs: a guest's data in subvolumes that one quota group 1/N counts, N being the guest's project
 * number. With simple quota (6.7) what the guest's own subvolumes hold is counted to it as well;
 * before, such a subvolume would escape the limit.
 */
#pragma once
#include "protocol.h"
#include <stdbool.h>
#include <stdint.h>

#define VS_SUBVOLUME_GROUP_SIZE 96

struct vs_subvolume_use {
    uint64_t limit_bytes; /* VS_INFINITY: none */
    uint64_t used_bytes;  /* with what is promised to writes under way, as the limit counts it */
};

/* Whether subvolumes can be made in an open directory. */
bool vs_subvolume_is_possible(int dir);
/* Whether quota groups with this meaning are on, of the file system of an open directory. */
bool vs_subvolume_has_simple_quota(int dir);

/* All return 0 or -errno. */
/* project: number of the quota group, made when it is missing; 0: none. */
int vs_subvolume_make(int dir, const char *name, uint32_t project);
int vs_subvolume_snapshot(int subvolume, int dir, const char *name, uint32_t project);
/* Whether it is one, and deletes it with all that is in it but other subvolumes. ENOTTY: it is
 * none.
 */
int vs_subvolume_delete(int dir, const char *name);

/* Of the group 1/project; dir: anything on the file system. */
int vs_subvolume_limit(int dir, uint32_t project, uint64_t bytes);
int vs_subvolume_use(int dir, uint32_t project, struct vs_subvolume_use *ret_use);
/* Where the kernel tells of the group, for who asks often; ENOENT: there is none. */
int vs_subvolume_group(int dir, uint32_t project, char ret_path[VS_SUBVOLUME_GROUP_SIZE]);
int vs_subvolume_group_use(const char *path, struct vs_subvolume_use *ret_use);
