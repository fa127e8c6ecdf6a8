/* What the programs of the shared network remember with a socket. */
#pragma once
#include "shared.h"

#define SOCKET_ELSEWHERE 0x01u /* in a network namespace that is not the host's */
#define SOCKET_WILD4     0x02u /* was bound to 0.0.0.0; sits on an address of its guest */
#define SOCKET_WILD6     0x04u /* was bound to :: */
#define SOCKET_DUAL      0x08u /* and for both families: sits on a mapped IPv4 address */
#define SOCKET_V6ONLY    0x10u

struct vs_shared_socket {
    uint32_t flags;
    /* A datagram to a loopback address went to the server's address instead: its answer is shown
     * under the address that was asked. */
    uint32_t asked4;
    uint32_t asked_port; /* network order */
    uint32_t reserved;
};

/* Sockets from accept(2) have what their listener has. */
MAP(shared_socket, BPF_MAP_TYPE_SK_STORAGE, int, struct vs_shared_socket, 0,
    BPF_F_NO_PREALLOC | BPF_F_CLONE);

INLINE struct vs_shared_socket *socket_of(struct bpf_sock *sk)
{
    return sk ? bpf_sk_storage_get(&shared_socket, sk, NULL, 0) : NULL;
}

INLINE struct vs_shared_socket *make_socket(struct bpf_sock *sk)
{
    return sk ? bpf_sk_storage_get(&shared_socket, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE) : NULL;
}
