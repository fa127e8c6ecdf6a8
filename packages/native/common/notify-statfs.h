/*
 * Answers statfs(2) and fstatfs(2) of a guest with its own limit (statfs-view.h), in the looker.
 *
 * The path is copied once, looked up below the caller's root as the caller may, without magic
 * links, and only ever looked at. Whatever is not the guest's own, or cannot be found so, the
 * kernel answers: neither call does anything but look, and what it then tells is no secret that
 * something else would rest on.
 */
#pragma once
#include "statfs-view.h"
#include <linux/seccomp.h>

#define VS_STATFS_KERNEL 1 /* the kernel is to answer */

struct vs_statfs_cache {
    struct vs_subvolume_use use;
    int64_t read_ms; /* of the monotonic clock; 0: never */
};

bool vs_statfs_is_answered(int call);
/* 0: the answer is in the caller's memory; VS_STATFS_KERNEL; or the -errno that it gets. */
int vs_statfs_answer(const struct vs_statfs_view *view, struct vs_statfs_cache *cache, int listener,
                     const struct seccomp_notif *call);
