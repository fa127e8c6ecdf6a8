/* Project numbers: what the kernel charges a guest's files to, instead of Linux-VServer's tag. */
#pragma once
#include <stdint.h>

/*
 * Above every number an admin would choose by hand and below 2^31. A guest's number is its own for
 * as long as any file has it, unlike its xid, which a new guest may get while the old one's files
 * still wait in the bin.
 */
#define VS_PROJECT_FIRST 0x56000000u
#define VS_PROJECT_LAST  0x7fffffffu
#define VS_PROJECT_TEST  0x55ffffffu /* of the self-test, see self-test.h */

/* All return 0 or -errno. EOPNOTSUPP, ENOTTY: this file system has no project numbers. */
/*
 * Gives an open directory the number; what is made in it later has it too. Before anything is in
 * it: files that exist keep what they have. Source: ioctl_xfs_fssetxattr(2), FS_XFLAG_PROJINHERIT.
 */
int vs_project_set(int dir, uint32_t project);
/* inherits: whether new files below get it as well. */
int vs_project_get(int fd, uint32_t *ret_project, int *ret_inherits);

/*
 * A number that no guest of this storage has or had, in `projects` of the open storage directory.
 * Survives a power cut without waiting for the disk each time. ENOSPC: all were given out.
 */
int vs_project_allot(int storage, uint32_t *ret_project);
