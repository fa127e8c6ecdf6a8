/* The process that runs the host's helper scripts of one guest. */
#pragma once
#include "guest.h"

struct helper_request {
    char action[16];
    uint32_t wait; /* 1: the result is sent back, as an int32_t: 0 or -errno */
};

/* Serves requests from the socket until it is closed. */
_Noreturn void helper_run(const struct guest *guest, int socket);
