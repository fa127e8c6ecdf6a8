/*
 * Datagrams have no listen(2), and a program of a lookup cannot look for a socket itself. So each
 * guest has a bit for every port that its sockets have used: what comes in for another port is for
 * nobody, whoever of the host listens on all addresses. Servers for all addresses are noted as
 * well, until shared-sync.bpf.c has put them where the lookup finds them.
 */
#pragma once
#include "shared-socket.h"

#define PORT_WORDS (65536 / 64)

struct vs_shared_ports {
    uint64_t words[PORT_WORDS];
};

/* Key: xid. */
MAP(shared_ports, BPF_MAP_TYPE_HASH, uint32_t, struct vs_shared_ports, 65536, BPF_F_NO_PREALLOC);
MAP(shared_server, BPF_MAP_TYPE_HASH, struct vs_shared_server, uint32_t, 65536, BPF_F_NO_PREALLOC);

INLINE void note_port(uint32_t xid, uint16_t port)
{
    struct vs_shared_ports *ports = bpf_map_lookup_elem(&shared_ports, &xid);
    uint32_t word = port >> 6;
    if (!ports || word >= PORT_WORDS)
        return;
    uint64_t bit = UINT64_C(1) << (port & 63);
    if (!(ports->words[word] & bit))
        __sync_fetch_and_or(&ports->words[word], bit);
}

INLINE bool has_port(uint32_t xid, uint16_t port)
{
    const struct vs_shared_ports *ports = bpf_map_lookup_elem(&shared_ports, &xid);
    uint32_t word = port >> 6;
    return ports && word < PORT_WORDS && (ports->words[word] >> (port & 63) & 1);
}
