/* The lock on RUN/guests/NAME: whoever holds it starts, runs or deletes the guest. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

/* Whether its pid 1 has ended, and its supervisor or the broker is only clearing away. */
bool vs_guest_is_ending(int dir);
/*
 * Locks an open run directory; closing it unlocks. Waits while the guest is ending, so that a
 * restart right after the end succeeds. EBUSY when somebody has the guest, or when it lives without
 * supervisor; ETXTBSY while root of the host has its files mounted, see attachment.h.
 */
int vs_guest_lock(int dir);
/* The same without waiting: EBUSY also while the guest is ending. */
int vs_guest_try_lock(int dir);
/*
 * Opens and locks a guest's run directory, which is made when absent, so that whoever starts the
 * guest now finds it locked. It is the agent's to look into (gid) from its first moment. 1: it was
 * made, 0: it was there, or -errno; EAGAIN when it was deleted while it was waited for. runs:
 * descriptor of RUN/guests.
 */
int vs_guest_hold(int runs, const char *name, gid_t gid, int *ret_run);
