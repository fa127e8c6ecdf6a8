/* The kernel's file format of each limit; dir is the group's directory of its controller. */
#pragma once
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "limit-step.h"
#include "protocol.h"

/* "max" stands for VS_INFINITY. All return 0 or -errno. */
int vs_max_read(int dir, const char *file, uint64_t *ret_value);
int vs_max_write(int dir, const char *file, uint64_t value);
/* The number of a line "key number"; -ENOENT when there is none. */
int vs_keyed_read(int dir, const char *file, const char *key, uint64_t *ret_value);

/* Memory, its soft limit and swap. */
int vs_memory_set_v1(int dir, struct vs_limit_change *change);
int vs_memory_get_v1(int dir, struct vs_limit *ret_limit);
int vs_memory_set_v2(int dir, struct vs_limit_change *change);
int vs_memory_get_v2(int dir, struct vs_limit *ret_limit);
/* The token bucket: rate, interval and burst. */
int vs_cpu_set_v1(int dir, struct vs_limit_change *change);
int vs_cpu_get_v1(int dir, struct vs_limit *ret_limit);
int vs_cpu_set_v2(int dir, struct vs_limit_change *change);
int vs_cpu_get_v2(int dir, struct vs_limit *ret_limit);
int vs_weight_set_v1(int dir, uint64_t weight);
int vs_weight_get_v1(int dir, uint64_t *ret_weight);
int vs_weight_set_v2(int dir, uint64_t weight);
int vs_weight_get_v2(int dir, uint64_t *ret_weight);
/* One of the four disk limits, of the disk "major:minor". */
int vs_disk_set_v1(int dir, const char *disk, enum vs_limit_field field, uint64_t value);
int vs_disk_get_v1(int dir, const char *disk, enum vs_limit_field field, uint64_t *ret_value);
int vs_disk_set_v2(int dir, const char *disk, enum vs_limit_field field, uint64_t value);
int vs_disk_get_v2(int dir, const char *disk, enum vs_limit_field field, uint64_t *ret_value);
/* How much was read or written so far, in bytes or operations. */
int vs_disk_use_v1(int dir, const char *file, const char *disk, const char *word,
                   uint64_t *ret_value);
int vs_disk_use_v2(int dir, const char *disk, const char *key, uint64_t *ret_value);
