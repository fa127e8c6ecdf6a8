/* The guest's root: its own files over the template's, both id-mapped. */
#pragma once
#include "guest.h"

/* Stages of B; 0 or -errno. */
int make_private(struct guest *guest);
int mount_root(struct guest *guest);
int write_hostname(struct guest *guest);
int enter_root(struct guest *guest);
