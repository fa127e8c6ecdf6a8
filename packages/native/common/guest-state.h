/* What RUN/guests/NAME/state says about a guest, checked against the process it names. */
#pragma once
#include "protocol.h"
#include "state-file.h"
#include <stdbool.h>
#include <sys/types.h>

struct vs_guest_state {
    struct vs_guest_reply process; /* pid is 0 while the guest has none */
    uint64_t ccaps; /* VS_CCAP_* it was started with */
    uint32_t xid;
    uint32_t init_style; /* enum vs_init_style */
    bool running;        /* "running" is written; the process may have ended since */
};

/* Words of the state file, by enum vs_init_style. */
const char *vs_init_style_word(uint32_t style);

/* What is missing or malformed is 0. */
struct vs_guest_state vs_guest_state_parse(const struct vs_state *file);
/* dir is RUN/guests/NAME. 0, ENOENT without a state file, or another -errno. */
int vs_guest_state_read(int dir, struct vs_guest_state *ret_state);
/* Pid 1's pidfd, also while the guest is starting; ESRCH when it does not live. */
int vs_guest_open(int dir, struct vs_guest_state *ret_state, int *ret_pidfd);
