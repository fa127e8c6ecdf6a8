/* Scope-bound release of resources, so that every early return is safe. */
#pragma once
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/file.h>
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

/*
 * For a descriptor with flock(2) that is held for a moment. To close it is not enough: a process
 * that was cloned meanwhile has the same lock by its own descriptor.
 */
static inline void vs_unlock_fd(int *fd)
{
    int saved = errno;
    if (*fd >= 0)
        (void)flock(*fd, LOCK_UN);
    errno = saved;
    vs_close_fd(fd);
}

#define cleanup_fd   __attribute__((cleanup(vs_close_fd)))
#define cleanup_lock __attribute__((cleanup(vs_unlock_fd)))
#define cleanup_dir  __attribute__((cleanup(vs_close_dir)))

/* Hands the descriptor to the caller and disarms its cleanup. */
static inline int vs_steal_fd(int *fd)
{
    int stolen = *fd;
    *fd = -1;
    return stolen;
}
