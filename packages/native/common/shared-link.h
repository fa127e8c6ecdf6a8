/* The programs of the shared network on the group of a guest and on the host's namespace. */
#pragma once
#include "shared-network.h"

/* All return 0 or -errno. */
/* Holds the lookup of listeners to the host's network namespace, once for all guests. */
int vs_shared_link_host(const struct vs_shared_objects *objects, const char *pins, int netns);
/* Replaces what is pinned for the guest. */
int vs_shared_link_guest(const struct vs_shared_objects *objects, const char *pins,
                         const char *name, int group, struct vs_shared_links *ret_links);
int vs_shared_link_remove(const char *pins, const char *name);
/* Asks the kernel which of ours are on the group. */
int vs_shared_link_count(const struct vs_shared_objects *objects, int group, uint32_t *ret_count);
