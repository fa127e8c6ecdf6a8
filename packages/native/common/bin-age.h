/* When what lies in the bin is destroyed. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * Whether NAME.SECONDS has been there for so long. Who asks for an exchange of files chooses those
 * seconds, so that by them alone it could destroy at once: the entry's ctime, which every rename
 * renews, has to be as old. Source: kernel fs/ext4/namei.c, fs/xfs/xfs_inode.c, fs/btrfs/inode.c.
 */
bool vs_bin_is_over(const char *name, time_t changed, uint64_t keep_seconds, time_t now);
