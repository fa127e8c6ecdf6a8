/*
 * What the host's own programs give up for themselves. None of it uses no_new_privs, which a guest
 * would inherit and whose setuid programs it would break.
 */
#pragma once
#include <linux/filter.h>
#include <stddef.h>

#define VS_HARDEN_MAX 256

/*
 * For the broker and whatever it starts, guests and the host's helper scripts among them: the
 * bounding set without what none of them needs, and system calls that nobody makes refused with
 * EPERM. A guest's own filter is stricter. 0 or -errno.
 */
int vs_harden_tree(void);
/* What a watcher has to do besides; or of these. */
enum vs_watcher {
    /* Removes the guest's addresses from the host's network namespace, by a socket that it has, and
     * from the maps of the packet programs. */
    VS_WATCHER_LINK = 1,
    /* Answers the calls of notify-look.h, by a process that it clones, and that opens the memory of
     * who has called. */
    VS_WATCHER_LOOKS = 2,
    /* Those of notify-statfs.h too, by looking up paths as who has called. */
    VS_WATCHER_STATFS = 4,
};

/*
 * For a supervisor or console that from now on only relays, waits and clears up: the few
 * capabilities and system calls of that, and no core dumps or tracing. does: enum vs_watcher.
 * 0 or -errno.
 */
int vs_harden_watcher(unsigned does);

/* The programs of the two, for their test; the length in instructions. */
size_t vs_harden_build_tree(struct sock_filter ret_program[VS_HARDEN_MAX]);
size_t vs_harden_build_watcher(unsigned does, struct sock_filter ret_program[VS_HARDEN_MAX]);
