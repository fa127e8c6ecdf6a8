/*
 * Settings of the host's own devices that guests' networks need. Each is noted in
 * DATA/network/changes, with what it was, before it is changed, and put back when it still is what
 * we made it.
 */
#pragma once
#include "layout.h"

/* A file of /proc/sys/net/ipvFAMILY/conf/DEVICE. */
struct vs_setting {
    uint8_t family;   /* 4 or 6 */
    uint32_t ifindex; /* 0 = "all" */
    const char *key, *value;
};

/* Both in the host's network namespace, see vs_net_within(). 0 or -errno. */
int vs_setting_change(const struct vs_layout_record *layout, const struct vs_setting *setting);
/* Undoes all that were noted since the host's start, the last first; the first failure. */
int vs_settings_restore(const struct vs_layout_record *layout);

/* A setting of a device of ours, which goes with the device. */
int vs_setting_write(const char *device, uint8_t family, const char *key, const char *value);
