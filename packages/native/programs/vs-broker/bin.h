/* What is deleted is first moved aside, to bin/NAME.SECONDS, and destroyed when its time is over.
 */
#pragma once
#include "broker.h"

/* Moves KIND/NAME of the storage to bin/PREFIXNAME.SECONDS. A missing one is success. 0 or -errno.
 */
int move_to_bin(const struct vs_layout_record *layout, const char *kind, const char *name,
                const char *prefix);
/* Forks the sweeper when it is time and none runs. */
void sweep_when_due(struct broker *broker, int64_t now_ms);
