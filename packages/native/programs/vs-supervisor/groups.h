/*
 * How pid 1 gets into its v1 groups: by itself, while B builds the tree, since joining many groups
 * takes as long as a third of a start. On cgroup2 it is born where it belongs.
 */
#pragma once
#include "guest.h"

/* All return 0 or -errno. */
/* S makes the groups. */
int make_v1_groups(struct guest *guest);
/* S hands P1 what it needs to join them; after the limits are set, some of which make a group. */
int hand_over_v1_groups(struct guest *guest);
/* P1 joins; the kernel judges by who opened the files. Source: cgroup-v1.c, f_cred. */
int join_v1_groups(const struct guest *guest);
