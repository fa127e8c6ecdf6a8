/*
 * Run by the supervisor, in the host's network namespace, after a guest has bound a datagram socket
 * to all addresses: puts it into the map of listeners, so that datagrams to any address of the
 * guest find it. Programs of this kind may look for sockets and put them into maps; those of
 * bind(2) may not. Sources: bpf_prog_test_run_skb(), may_update_sockmap().
 */
#include "shared-address.h"
#include "shared-listener.h"

LICENSE("Dual MIT/GPL");

/* What a packet of this kind begins with: Ethernet. */
#define HEADER 14

INLINE void put(struct bpf_sock *sk, const struct vs_shared_request *request, uint8_t family)
{
    struct vs_shared_listener key = {
        .xid = request->xid, .port = request->port, .family = family | DATAGRAM};
    (void)bpf_map_update_elem(&shared_listener, &key, sk, BPF_ANY);
}

INLINE uint32_t find4(struct __sk_buff *skb, const struct vs_shared_request *request)
{
    uint32_t found = 0;
    struct bpf_sock_tuple at = {
        .ipv4 = {.daddr = request->primary4, .dport = HTONS(request->port)}};
    struct bpf_sock *sk =
        bpf_sk_lookup_udp(skb, &at, sizeof(at.ipv4), (uint64_t)BPF_F_CURRENT_NETNS, 0);
    if (!sk)
        return 0;
    if (sk->src_ip4 == request->primary4 && sk->state != 1 /* connected */) {
        found = 1;
        put(sk, request, 4);
        if (sk->family == FAMILY6)
            put(sk, request, 6);
    }
    bpf_sk_release(sk);
    return found;
}

INLINE uint32_t find6(struct __sk_buff *skb, const struct vs_shared_request *request)
{
    uint32_t found = 0;
    struct bpf_sock_tuple at = {0};
    at.ipv6.daddr[0] = request->primary6.words[0];
    at.ipv6.daddr[1] = request->primary6.words[1];
    at.ipv6.daddr[2] = request->primary6.words[2];
    at.ipv6.daddr[3] = request->primary6.words[3];
    at.ipv6.dport = HTONS(request->port);
    struct bpf_sock *sk =
        bpf_sk_lookup_udp(skb, &at, sizeof(at.ipv6), (uint64_t)BPF_F_CURRENT_NETNS, 0);
    if (!sk)
        return 0;
    if (sk->src_ip6[0] == request->primary6.words[0] &&
        sk->src_ip6[3] == request->primary6.words[3] && sk->state != 1) {
        found = 1;
        put(sk, request, 6);
    }
    bpf_sk_release(sk);
    return found;
}

/* How many it has found. */
SEC("tc") int sync(struct __sk_buff *skb)
{
    struct vs_shared_request request;
    if (bpf_skb_load_bytes(skb, HEADER, &request, sizeof(request)) < 0)
        return -1;
    uint32_t found = request.primary4 ? find4(skb, &request) : 0;
    if (!is_any6(&request.primary6))
        found += find6(skb, &request);
    return (int)found;
}
