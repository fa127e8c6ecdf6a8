/* System calls and constants that glibc 2.36 and Linux 6.1 headers lack. */
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Returns like fork: 0 in the child, which keeps the caller's stack (a copy unless CLONE_VM). */
static inline pid_t vs_clone3(struct clone_args *args)
{
    return (pid_t)syscall(SYS_clone3, args, sizeof(*args));
}

/* Flags are open(2)'s, resolve is RESOLVE_* of openat2(2). */
static inline int vs_openat2(int dir, const char *path, uint64_t flags, mode_t mode,
                             uint64_t resolve)
{
    struct open_how how = {.flags = flags | O_CLOEXEC, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
}

/* For paths inside a tree whose owner may be hostile. */
#define VS_RESOLVE_HOSTILE (RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)
