/*
 * The guest's raw directory: no overlay, but a directory of its own file system, for what an
 * overlay cannot hold: the upper directories of other overlays, and quotas of its users.
 */
#pragma once
#include "guest.h"

/* For B, while the guest's data is mounted with its ids: makes it when it is missing. */
int open_raw(struct guest *guest, int data);
/* Stage of B: shows it where it was asked for. */
int mount_raw(struct guest *guest);
