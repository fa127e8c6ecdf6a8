/* Network and IPC namespaces of another guest of the same owner, used instead of own ones. */
#pragma once
#include "guest.h"

/* Stage of S: finds pid 1 of those guests; ESRCH when one does not run. */
int find_spaces(struct guest *guest);
/* Stage of B: P1 inherits what B is in. */
int join_spaces(struct guest *guest);
