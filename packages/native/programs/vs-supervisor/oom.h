/* Tells when the kernel ends a process because the guest has used up its memory. */
#pragma once
#include "guest.h"

struct oom_watch {
    int fd;         /* -1: this kernel cannot tell */
    short events;   /* what to poll for */
    uint64_t kills; /* v2: as read last */
    int64_t quiet_until_ms;
};

void oom_open(const struct guest *guest, struct oom_watch *ret_watch);
/* Whether there is something to tell: at most once a second, so that no guest floods its file. */
bool oom_seen(struct oom_watch *watch);
