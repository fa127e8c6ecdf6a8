/* Names in the tree that is served, as the kernel wants them told. */
#pragma once
#include "node.h"
#include <linux/fuse.h>

#define ENTRY_VALID_S 3600
#define ENTRY_BYTES   4096 /* as sysfs says; /proc's 0 would end sendfile(2) at once */

struct listing {
    char *bytes;
    size_t length, room;
    bool with_attributes;
};

void entry_attr(const struct node *node, struct fuse_attr *ret_attr);
void entry_fill(const struct node *node, struct fuse_entry_out *ret_entry);
/* Entries of a directory from that place on, as many as there is room for; "." and ".." are places
 * 0 and 1. */
void entry_list(struct guests *guests, const struct node *directory, uint64_t place,
                struct listing *listing);
