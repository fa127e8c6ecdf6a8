/*
 * A viewer that only looks. It takes the same numbered output, and marks (pty-marks.h) at the byte
 * of output where they happened; it can neither type nor resize. A lossless one, the recorder,
 * makes the program wait for it, but not for longer than VS_PTY_HOLD_MS; any other is cut off as
 * soon as output was overwritten that it had not taken.
 */
#pragma once
#include "pty-viewer.h"

/* Takes the OBSERVE frame's payload from `control`; OBSERVING is put into the empty `out`. 0 or
 * -EPROTO. */
int pty_observer_attach(struct pty_viewer *viewer, const struct pty_ring *ring);

/* Puts the mark that is due into the empty `out`; false when output comes first, or nothing. */
bool pty_observer_compose(struct pty_viewer *viewer);

/* How much of the output may go before the next mark. */
uint64_t pty_observer_limit(struct pty_viewer *viewer, uint64_t size);

/* There are marks for it. */
bool pty_observer_is_behind(const struct pty_viewer *viewer);

/* Output that it had to take is gone. */
bool pty_observer_is_lost(const struct pty_viewer *viewer, const struct pty_ring *ring);

/* It is lossless, and more than half of what can be kept waits for it. */
bool pty_observer_holds(const struct pty_viewer *viewer, const struct pty_ring *ring);
