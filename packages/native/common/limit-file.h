/* The kernel's file format of each limit; dir is the group's directory of its controller. */
#pragma once
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "protocol.h"

/* All return 0 or -errno; VS_INFINITY lifts. A set that fails has changed nothing. */
int vs_memory_set_v1(int dir, uint64_t bytes);
int vs_memory_get_v1(int dir, uint64_t *ret_bytes);
int vs_memory_set_v2(int dir, uint64_t bytes);
int vs_memory_get_v2(int dir, uint64_t *ret_bytes);
int vs_cpu_set_v1(int dir, uint64_t millicores);
int vs_cpu_get_v1(int dir, uint64_t *ret_millicores);
int vs_cpu_set_v2(int dir, uint64_t millicores);
int vs_cpu_get_v2(int dir, uint64_t *ret_millicores);
int vs_weight_set_v1(int dir, uint64_t weight);
int vs_weight_get_v1(int dir, uint64_t *ret_weight);
int vs_weight_set_v2(int dir, uint64_t weight);
int vs_weight_get_v2(int dir, uint64_t *ret_weight);
int vs_processes_set(int dir, uint64_t count);
int vs_processes_get(int dir, uint64_t *ret_count);
