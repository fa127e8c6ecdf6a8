/* The disk a directory lies on. */
#pragma once
#include <stddef.h>

#define VS_DISK_SIZE 24

/*
 * Writes "major:minor" of the whole disk: the kernel limits disks, not partitions. -ENODEV when
 * there is none: overlay, tmpfs, network and multi-device file systems.
 */
int vs_disk_of(const char *path, char ret_disk[VS_DISK_SIZE]);
