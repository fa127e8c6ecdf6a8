/* What the file system of a storage can do, found out by asking and trying. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* "ext4", "xfs", "btrfs", else the number of statfs(2) in hexadecimal. 0 or -errno. */
int vs_storage_filesystem(int storage, char *ret_name, size_t size);
/* VS_STORAGE_*, but for what the kernel alone decides. Leaves nothing behind. */
uint32_t vs_storage_features(int storage);
