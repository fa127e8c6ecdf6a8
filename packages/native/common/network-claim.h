/*
 * Which guest of the instance has which address, across stops and restarts of everything.
 * DATA/network/guests/NAME is the truth: the network that the guest was last given.
 * DATA/network/addresses/ADDRESS, a symbolic link to the guest's name, finds it by address; one
 * whose guest does not have the address (any more) counts for nothing.
 */
#pragma once
#include "layout.h"

struct vs_network_record {
    uint32_t magic;
    uint32_t xid;
    struct vs_network network;
};

/* All return 0 or -errno. */
/* The guest has this network from now on and no other. EADDRINUSE: another guest has the address
 * with the number *ret_index, and nothing was changed. Mode NONE is a network like any other. */
int vs_network_claim(const struct vs_layout_record *layout, const char *name, uint32_t xid,
                     const struct vs_network *network, size_t *ret_index);
/* The guest has no network any more. */
int vs_network_release(const struct vs_layout_record *layout, const char *name);
/* ENOENT: it never had one. */
int vs_network_read(const struct vs_layout_record *layout, const char *name,
                    struct vs_network_record *ret_record);
/* Whether a guest of the instance has this address, and then its name. */
bool vs_network_owner(const struct vs_layout_record *layout, const struct vs_address *address,
                      char ret_name[VS_NAME_SIZE]);
