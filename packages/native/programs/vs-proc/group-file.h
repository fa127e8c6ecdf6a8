/*
 * Files of a guest's groups, kept open: to open one costs the kernel more than to read it. A file
 * whose group has been removed answers ENODEV and is opened anew.
 */
#pragma once
#include "guest.h"

#define GROUP_FILES_MAX 256 /* descriptors; more guests than that fill them take turns */

/* On v1 each may lie in a hierarchy of its own; the last two a guest has on demand. */
enum group {
    GROUP_CPU,
    GROUP_CPUACCT,
    GROUP_MEMORY,
    GROUP_CPUSET,
    GROUP_IO,
};

/* "/proc/meminfo" and the like of the host are kept with them. */
struct group_file {
    const char *name; /* NULL: free */
    const struct slot *slot;
    uint64_t started_at;
    uint32_t generation;
    enum group group;
    int fd;
};

struct group_files {
    struct group_file all[GROUP_FILES_MAX];
};

/* As vs_file_read(): 0 or -errno. The name is a constant, by whose address it is found again. */
int group_read(const struct guests *guests, const struct guest *guest, enum group group,
               const char *name, char *ret_text, size_t size);
int group_read_u64(const struct guests *guests, const struct guest *guest, enum group group,
                   const char *name, uint64_t *ret_value);
/* "max" and "no limit" as UINT64_MAX. */
int group_read_max(const struct guests *guests, const struct guest *guest, enum group group,
                   const char *name, uint64_t *ret_value);
/* Of the host, by its whole path. */
int host_file_read(const struct guests *guests, const char *path, char *ret_text, size_t size);
