/* The host's own addresses and what listens on them, in the network namespace of the caller. */
#pragma once
#include "protocol-network.h"

#define VS_HOST_ADDRESSES_MAX 64

struct vs_host_addresses {
    unsigned count;
    struct vs_address addresses[VS_HOST_ADDRESSES_MAX];
};

/* Those that others can reach it by, as many as fit. 0 or -errno. */
int vs_host_addresses(struct vs_host_addresses *ret_addresses);
/*
 * Whether nobody has the port: tries to take it, as the kernel alone knows which sockets exclude
 * each other. 0, -EADDRINUSE, or -EADDRNOTAVAIL when the host has no such address.
 */
int vs_host_port_check(const struct vs_address *address, uint8_t protocol, uint16_t port);
