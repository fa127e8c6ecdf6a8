/* One request of the kernel and its answer. Source: linux/fuse.h, filesystems/fuse.rst. */
#pragma once
#include "snapshot.h"
#include <linux/fuse.h>

/* Of the protocol; headers of Linux 6.1 have 7.38. */
#define VS_FOPEN_DIRECT_IO (1u << 0)
#define VS_FOPEN_NOFLUSH   (1u << 5)

#define ENTRIES_SIZE 4096 /* of a directory, in one answer */

struct reply {
    struct fuse_out_header header;
    union {
        struct fuse_init_out init;
        struct fuse_entry_out entry;
        struct fuse_attr_out attr;
        struct fuse_open_out open;
        struct fuse_statfs_out statfs;
        char entries[ENTRIES_SIZE];
    } body;
    const void *data; /* what follows the header */
    size_t size;
    bool is_wanted; /* the request is one that is answered */
};

/* Any bytes will do: what is no request gets no answer. */
void answer(struct server *server, const uint8_t *request, size_t size, struct reply *ret_reply);
