/*
 * A stopped guest whose files root of the host has mounted (vs-mount): RUN/guests/NAME/attached
 * says so, and the guest stays locked until the mount is gone, however it went.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct vs_attachment {
    pid_t pid; /* who attaches: until it ends, the mount may still come */
    uint64_t pid_start;
    char mark[256]; /* of the mount in /proc/self/mountinfo: its source, or the end of its root */
    bool may_write;
};

/* run: descriptor of RUN/guests/NAME, locked by the caller. All return 0 or -errno. */
int vs_attachment_write(int run, const struct vs_attachment *attachment, gid_t gid);
/* ETXTBSY while it lasts. What is left of one that is over is removed. */
int vs_attachment_check(int run);
