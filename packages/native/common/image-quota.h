/*
 * An image that counts what each user and group of its guest uses. Ids on it are the guest's own,
 * 0..65535, and nobody else's files are on it, so that its quotas are the guest's by construction.
 */
#pragma once
#include <sys/types.h>

/* All return 0 or -errno; guest: descriptor of the directory that holds the image. */
/*
 * As vs_image_mount(), held to its quotas, and under the name VS_QUOTA_DEVICE. An image that did
 * not count yet does so from now on. EOPNOTSUPP: this kernel or this host's tools cannot.
 */
int vs_image_mount_quota(int guest, int *ret_mount);
/* Whether this host can, found out with a small image in the directory storage. */
int vs_image_try_quota(int storage);
