/* Inode numbers of one file system that were seen. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct vs_inode_set {
    uint64_t *slots; /* 0: free */
    size_t count, size;
};

/* 1 when it was new, 0 when it was there, or -ENOMEM. */
int vs_inode_set_add(struct vs_inode_set *set, uint64_t inode);
void vs_inode_set_free(struct vs_inode_set *set);
