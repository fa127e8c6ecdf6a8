/* Id-mapped mounts: on disk a guest's files have ids 0..65535, in the kernel its own range. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define VS_IDMAP_FIRST 0x70000000u
#define VS_IDMAP_COUNT 65536u

static inline uint32_t vs_idmap_base(uint32_t xid)
{
    return VS_IDMAP_FIRST + xid * VS_IDMAP_COUNT;
}

/* All return 0 or -errno. */
/* Writes uid_map and gid_map of a process in a fresh user namespace. */
int vs_idmap_write(pid_t pid, uint32_t base);
/* A user namespace that maps 0..65535 to base and contains no process. */
int vs_idmap_userns(uint32_t base, int *ret_fd);
/* Maps the ids of a detached mount. It becomes private, and set-user-id programs work on it. */
int vs_idmap_mount(int tree, int userns, bool read_only);
/* Detached copy of the tree at dir/path, id-mapped as above; nodev stays as the source has it.
 */
int vs_idmap_tree(int dir, const char *path, int userns, bool read_only, int *ret_fd);
