/* What a packet or socket program needs of the kernel, without libbpf's headers. The generator
 * (generate.ts) reads the sections named here. Sources: linux/bpf.h, bpf-helpers(7). */
#pragma once
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a program: its kind, see KINDS in common/bpf-object.c. */
#define SEC(name) __attribute__((section(name), used))
#define INLINE    static inline __attribute__((always_inline))
/* "GPL" only for programs that call a helper that demands it. */
#define LICENSE(text) char vs_license[] SEC("license") = text

/*
 * Maps are the instance's: they are pinned by their name, so that every object that names one has
 * the same. One that no program uses is left out of the generated header.
 */
struct vs_map {
    uint32_t type, key_size, value_size, max_entries, flags;
};
#define MAP(name, kind, key, value, entries, bits)                                                 \
    struct vs_map name SEC("maps") = {kind, sizeof(key), sizeof(value), entries, bits}

#define HELPER(type, name, number, ...) static type (*const name)(__VA_ARGS__) = (void *)(number)
HELPER(void *, bpf_map_lookup_elem, BPF_FUNC_map_lookup_elem, void *map, const void *key);
HELPER(long, bpf_map_update_elem, BPF_FUNC_map_update_elem, void *map, const void *key,
       const void *value, uint64_t flags);
HELPER(long, bpf_map_delete_elem, BPF_FUNC_map_delete_elem, void *map, const void *key);
HELPER(uint64_t, bpf_ktime_get_ns, BPF_FUNC_ktime_get_ns, void);
HELPER(void *, bpf_get_local_storage, BPF_FUNC_get_local_storage, void *map, uint64_t flags);
HELPER(void *, bpf_sk_storage_get, BPF_FUNC_sk_storage_get, void *map, void *sk, void *value,
       uint64_t flags);
HELPER(uint64_t, bpf_get_netns_cookie, BPF_FUNC_get_netns_cookie, void *context);
HELPER(int, bpf_set_retval, BPF_FUNC_set_retval, int retval);
HELPER(long, bpf_bind, BPF_FUNC_bind, void *context, void *address, int size);
HELPER(struct bpf_sock *, bpf_sk_lookup_udp, BPF_FUNC_sk_lookup_udp, void *context,
       struct bpf_sock_tuple *tuple, uint32_t size, uint64_t netns, uint64_t flags);
HELPER(struct bpf_sock *, bpf_sk_lookup_tcp, BPF_FUNC_sk_lookup_tcp, void *context,
       struct bpf_sock_tuple *tuple, uint32_t size, uint64_t netns, uint64_t flags);
HELPER(long, bpf_sk_release, BPF_FUNC_sk_release, void *sk);
HELPER(long, bpf_sk_assign, BPF_FUNC_sk_assign, void *context, void *sk, uint64_t flags);
HELPER(long, bpf_sock_hash_update, BPF_FUNC_sock_hash_update, void *context, void *map, void *key,
       uint64_t flags);
HELPER(long, bpf_sock_ops_cb_flags_set, BPF_FUNC_sock_ops_cb_flags_set, void *context, int flags);
HELPER(long, bpf_skb_load_bytes, BPF_FUNC_skb_load_bytes, const void *skb, uint32_t offset,
       void *to, uint32_t size);
HELPER(long, bpf_skb_store_bytes, BPF_FUNC_skb_store_bytes, void *skb, uint32_t offset,
       const void *from, uint32_t size, uint64_t flags);
HELPER(long, bpf_skb_load_bytes_relative, BPF_FUNC_skb_load_bytes_relative, const void *skb,
       uint32_t offset, void *to, uint32_t size, uint32_t start);
HELPER(long, bpf_redirect, BPF_FUNC_redirect, uint32_t ifindex, uint64_t flags);
HELPER(long, bpf_redirect_peer, BPF_FUNC_redirect_peer, uint32_t ifindex, uint64_t flags);
HELPER(long, bpf_redirect_neigh, BPF_FUNC_redirect_neigh, uint32_t ifindex, void *params, int size,
       uint64_t flags);
HELPER(long, bpf_sysctl_get_name, BPF_FUNC_sysctl_get_name, void *context, char *name,
       uint64_t size, uint64_t flags);

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HTONS(x) ((uint16_t)__builtin_bswap16((uint16_t)(x)))
#define HTONL(x) __builtin_bswap32(x)
#else
#error the generated instructions are little-endian
#endif
#define NTOHS(x) HTONS(x)
#define NTOHL(x) HTONL(x)
