/* The API file systems that an unmodified distribution expects, made beforehand. */
#pragma once
#include "guest.h"

/* Stages of B; 0 or -errno. */
int mount_api(struct guest *guest);
int make_devices(struct guest *guest);
/* Waits until P1 has its network namespace. */
int wait_for_init(struct guest *guest);
int mount_sysfs(struct guest *guest);
int allow_ping(struct guest *guest);
int mount_cgroup_view(struct guest *guest);
