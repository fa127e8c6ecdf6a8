#pragma once
#include "guest-state.h"

/* Asks the guest's init to halt or reboot, in the words of its style. 0 or -errno. */
int ask_to_stop(const struct vs_guest_state *state, int pidfd, uint32_t kind);
