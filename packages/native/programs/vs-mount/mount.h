/* Root's way to the files of a stopped guest. */
#pragma once
#include "protocol.h"
#include <stdbool.h>

struct call {
    char run[VS_PATH_SIZE];
    char guest[VS_NAME_SIZE]; /* "": unmount */
    const char *directory;
    bool may_write;
};

/* call.c: asks the broker on root's socket. 0 or -errno, with the step that failed; *ret_mount is
 * -1 or what came with the answer. */
int ask_broker(const char *run, const struct vs_guest_attach *request,
               char ret_stage[VS_STAGE_SIZE], int *ret_mount);

/* mounted.c: whose files are mounted at a directory. ENOENT: nobody's. */
int find_guest(const char *directory, const char *run, char ret_guest[VS_NAME_SIZE]);
