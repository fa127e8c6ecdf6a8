/* Commands of bpf(2) on maps, links and pins. Source: bpf(2), linux/bpf.h. */
#pragma once
#include <linux/bpf.h>
#include <stdint.h>

/* All return a descriptor, 0 or -errno. */
int vs_bpf_call(int command, union bpf_attr *attr);

int vs_bpf_lookup(int map, const void *key, void *ret_value);
/* flags: BPF_ANY, BPF_NOEXIST (-EEXIST), BPF_EXIST (-ENOENT). */
int vs_bpf_update(int map, const void *key, const void *value, uint64_t flags);
int vs_bpf_delete(int map, const void *key);
/* The key after this one, in no order; key NULL: the first. -ENOENT after the last. */
int vs_bpf_next_key(int map, const void *key, void *ret_key);

int vs_bpf_pin(int fd, const char *path);
int vs_bpf_get(const char *path);
/* Holds the program to a cgroup or network namespace for as long as the link is pinned or open. */
int vs_bpf_link(int program, int target, enum bpf_attach_type type);
/* Ids of the programs attached to exactly this cgroup; the count may be more than the room. */
int vs_bpf_query(int cgroup, enum bpf_attach_type type, uint32_t *ret_ids, uint32_t room);
int vs_bpf_program_id(int program, uint32_t *ret_id);
