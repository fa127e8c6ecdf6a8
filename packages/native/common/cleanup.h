/* Scope-bound release of resources, so that every early return is safe. */
#pragma once
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static inline void vs_close_fd(int *fd)
{
    int saved = errno;
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
    errno = saved;
}

static inline void vs_close_dir(DIR **dir)
{
    int saved = errno;
    if (*dir)
        (void)closedir(*dir);
    errno = saved;
}

#define cleanup_fd  __attribute__((cleanup(vs_close_fd)))
#define cleanup_dir __attribute__((cleanup(vs_close_dir)))

/* Hands the descriptor to the caller and disarms its cleanup. */
static inline int vs_steal_fd(int *fd)
{
    int stolen = *fd;
    *fd = -1;
    return stolen;
}
