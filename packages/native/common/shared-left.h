/* What is left of a guest's shared network after its end. */
#pragma once
#include "shared-network.h"

/* The last thing that a stop takes away, and the first that a start makes. */
bool vs_shared_has_pins(const struct vs_layout_record *layout, const char *name);
/* Whether there is something to take away of a guest that has ended, by what it had last; told
 * without a look at all that is there. */
bool vs_shared_is_left(const struct vs_layout_record *layout,
                       const struct vs_shared_objects *objects, const struct vs_shared_guest *last);
/* Takes away what is left of a name, whatever its network was. 0 or -errno. */
int vs_shared_end(const struct vs_layout_record *layout, const char *name);
