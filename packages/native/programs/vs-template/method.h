/* The ways to fill a tree. */
#pragma once
#include "build.h"

#define CONTEXT_TARGET "/tmp/target"

struct method {
    uint32_t number; /* enum vs_template_method */
    /* Before the request is answered; NULL: nothing to prepare. 0 or -errno. */
    int (*prepare)(struct build *build);
    /* As pid 1 of the throw-away context: fills CONTEXT_TARGET; its exit status. */
    int (*run)(const struct build *build);
    /* Instead, as root of the host: for files that no context may see. Its exit status. */
    int (*copy)(const struct build *build);
    bool uses_network;
    /* Whether that exit status is a success, for a program whose 0 is not all that will do. */
    bool (*has_succeeded)(const struct build *build, int status);
    const char *step; /* of the state, while it runs */
};

/* NULL for a number that is none. */
const struct method *method_of(uint32_t number);

int mmdebstrap_run(const struct build *build);
int tarball_prepare(struct build *build);
int tarball_run(const struct build *build);
bool tarball_has_succeeded(const struct build *build, int status);
int rsync_run(const struct build *build);
bool rsync_has_succeeded(const struct build *build, int status);
int skeleton_run(const struct build *build);
int guest_prepare(struct build *build);
int guest_copy(const struct build *build);
