/* Quotas of the guest's own users: its file system counts them, quota tools find it by a node. */
#pragma once
#include "guest.h"

/* Stage of S; 0 or -errno, as all below: ENODEV when the guest has no file system of its own.
 */
int check_quota(struct guest *guest);
/* For S, in place of vs_backend_open(): its image, counting. */
int open_counted_data(struct guest *guest);
/* For B, before the guest's root covers `place`: makes the node. */
int make_quota_node(struct guest *guest, const char *place);
/* Stage of B: puts it into /dev. */
int mount_quota_node(struct guest *guest);
