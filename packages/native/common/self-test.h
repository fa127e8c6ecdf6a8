/*
 * Does the storage hold a guest to its disk limits? Only trying tells: a guest's kind of mount is
 * made over a directory with a small limit, and root of a user namespace writes beyond it.
 */
#pragma once
#include "failure.h"
#include <stdbool.h>

struct vs_self_test {
    uint32_t enforcement; /* enum vs_enforcement that was tried; VS_ENFORCED_NOT: there is none */
    struct vs_failure failure; /* error 0: it holds */
    uint64_t tested_at;        /* milliseconds since the epoch */
    bool is_of_this_boot;      /* a kernel, or options of a mount, may have changed with the boot */
};

/* What a guest writes until it is stopped; inodes 0: they are not limited, and df tells nothing. */
struct vs_self_test_limits {
    uint64_t bytes, inodes;
};

/*
 * Runs it, in a mount namespace and a process of its own, and keeps the outcome in `self-test` of
 * DATA/storage. What an earlier, killed run left behind is removed first. 0: it ran, whatever came
 * out. The caller needs no more of the descriptors it holds than before.
 */
int vs_self_test_run(const char *data, struct vs_self_test *ret_test);
/* The last outcome; ENOENT: there is none. storage: DATA/storage. */
int vs_self_test_read(int storage, struct vs_self_test *ret_test);
/* What is held to, proved since this boot; VS_ENFORCED_NOT otherwise. */
uint32_t vs_self_test_enforcement(int storage);
/* Bits of limits_missing. */
uint64_t vs_self_test_missing(int storage);

/*
 * The part that happens in the caller's own mount namespace: path has `lower` and `data`, and the
 * latter the limits. Says in the failure which step did not do what it should.
 */
int vs_self_test_write(const char *path, const struct vs_self_test_limits *limits,
                       struct vs_failure *ret_failure);
/* self-test-place.c: */
/* Makes an image in the directory and tells its limits. EOPNOTSUPP: there are no images here. */
int vs_self_test_make_image(int place, struct vs_self_test_limits *ret_limits);
/* Puts it over path/data, in a mount namespace that the caller leaves only by its end. */
int vs_self_test_mount_image(const char *path);
/* Makes a subvolume of so many bytes in the directory. */
int vs_self_test_make_subvolume(int place, uint64_t bytes);
