/* What the programs of the shared network remember with a socket. */
#pragma once
#include "shared.h"

#define SOCKET_ELSEWHERE 0x01u /* in a network namespace that is not the host's */
#define SOCKET_WILD      0x02u /* was bound to all addresses; shown as such */
#define SOCKET_V6ONLY    0x04u
#define SOCKET_DUAL      0x08u /* :: for both families; bound to a mapped IPv4 address */

struct vs_shared_socket {
    uint32_t flags;
    uint32_t shown4; /* its peer as the guest wrote it, of what went somewhere else; 0 = none */
    uint32_t port;   /* of that peer */
    uint32_t reserved;
};

/* Children of a listener have what it has. */
MAP(vs_sockets, BPF_MAP_TYPE_SK_STORAGE, int, struct vs_shared_socket, 0,
    BPF_F_NO_PREALLOC | BPF_F_CLONE);
