/* Addresses of the wire as the kernel and people write them. */
#pragma once
#include "protocol.h"
#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#define VS_ADDRESS_TEXT INET6_ADDRSTRLEN

static inline int vs_address_family(const struct vs_address *address)
{
    return address->family == 4 ? AF_INET : AF_INET6;
}

static inline size_t vs_address_size(const struct vs_address *address)
{
    return address->family == 4 ? 4 : 16;
}

static inline uint8_t vs_address_bits(const struct vs_address *address)
{
    return address->family == 4 ? 32 : 128;
}

/* Without the prefix. */
static inline void vs_address_text(const struct vs_address *address, char ret_text[VS_ADDRESS_TEXT])
{
    (void)inet_ntop(vs_address_family(address), address->bytes, ret_text, VS_ADDRESS_TEXT);
}

static inline size_t vs_addresses_count(const struct vs_address addresses[VS_ADDRESSES_MAX])
{
    size_t count = 0;
    while (count < VS_ADDRESSES_MAX && addresses[count].family)
        count++;
    return count;
}

static inline bool vs_network_has_family(const struct vs_network *network, uint8_t family)
{
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; i < count; i++)
        if (network->addresses[i].family == family)
            return true;
    return false;
}

static inline bool vs_network_has(const struct vs_network *network,
                                  const struct vs_address *address)
{
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; i < count; i++)
        if (network->addresses[i].family == address->family &&
            !memcmp(network->addresses[i].bytes, address->bytes, sizeof(address->bytes)))
            return true;
    return false;
}
