#pragma once
/* The largest distributions have a third of it; each entry is an inode and 512 bytes of cache. */
#define TREE_ENTRIES_MAX 1000000ull
/* Apparent sizes together; the kernel holds each file to it too. */
#define TREE_BYTES_MAX (64ull << 30)
