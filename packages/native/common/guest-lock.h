/* The lock on RUN/guests/NAME: whoever holds it starts, runs or deletes the guest. */
#pragma once
#include <stdbool.h>

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
