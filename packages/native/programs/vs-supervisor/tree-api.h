/* The API file systems that an unmodified distribution expects, made beforehand. */
#pragma once
#include "guest.h"

/* Need no knowledge of the guest. 0 or -errno, as all below. */
int make_api_mounts(struct guest *guest);
int make_sysfs(struct guest *guest);

/* Stages of B. */
int mount_api(struct guest *guest);
int mount_sysfs(struct guest *guest);
int allow_ping(struct guest *guest);
int mount_cgroup_view(struct guest *guest);
