/* Hears when a device of the host comes up or a default route does: guests may have lost what they
 * had there. */
#pragma once
#include "broker.h"

/* 0 or -errno. */
int uplink_watch_open(struct broker *broker);
/* There is something to hear. */
void uplink_watch_read(struct broker *broker);
