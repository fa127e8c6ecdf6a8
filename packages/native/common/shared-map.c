#include "shared-map.h"
#include "bpf-call.h"
#include "cleanup.h"
#include "kernel.h"
#include "network-counters.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define PROBES 64 /* places where the part of a guest may be */

static uint32_t place_of(uint32_t xid, uint32_t probe)
{
    return 1 + (xid + probe) % (VS_SHARED_LOOPS - 1);
}

/* The one that follows from the xid, or the next that is free. */
static int find_loop(int map, uint32_t xid, uint32_t *ret_loop)
{
    for (uint32_t i = 0; i < PROBES; i++) {
        uint32_t loop = place_of(xid, i), holder;
        int r = vs_bpf_lookup(map, &loop, &holder);
        if (r < 0)
            return r;
        if (holder == 0 || holder == xid) {
            *ret_loop = loop;
            return vs_bpf_update(map, &loop, &xid, BPF_ANY);
        }
    }
    return -ENOSPC;
}

int vs_shared_claim_loop(const struct vs_layout_record *layout,
                         const struct vs_shared_objects *objects, uint32_t xid, uint32_t *ret_loop)
{
    char path[VS_PATH_SIZE + sizeof("/shared-network.lock")];
    (void)snprintf(path, sizeof(path), "%s/shared-network.lock", layout->run);
    cleanup_lock int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) < 0)
        return -errno;
    return find_loop(vs_shared_map(objects, "shared_loop"), xid, ret_loop);
}

static void mask(uint32_t *words, uint32_t prefix, int count)
{
    for (int i = 0; i < count; i++) {
        uint32_t bits = prefix > 32 ? 32 : prefix;
        words[i] &= bits == 0 ? 0 : __builtin_bswap32(~UINT32_C(0) << (32 - bits));
        prefix -= bits;
    }
}

static int own(const struct vs_shared_objects *objects, uint32_t xid,
               const struct vs_address *address)
{
    const char *map = address->family == 4 ? "shared_owner4" : "shared_owner6";
    uint32_t owner;
    int fd = vs_shared_map(objects, map);
    int r = vs_bpf_update(fd, address->bytes, &xid, BPF_NOEXIST);
    if (r != -EEXIST)
        return r;
    r = vs_bpf_lookup(fd, address->bytes, &owner);
    return r < 0 ? r : owner == xid ? 0 : -EADDRINUSE;
}

/* The first address of a prefix is the one that is sent from into it. */
static int add_source(const struct vs_shared_objects *objects, uint32_t xid,
                      const struct vs_address *address)
{
    struct vs_shared_source4 to4 = {.prefix = 32u + address->prefix, .xid = xid};
    struct vs_shared_source6 to6 = {.prefix = 32u + address->prefix, .xid = xid};
    const bool is4 = address->family == 4;
    memcpy(is4 ? &to4.to : to6.to.words, address->bytes, is4 ? 4 : 16);
    mask(&to4.to, address->prefix, 1);
    mask(to6.to.words, address->prefix, 4);
    int map = vs_shared_map(objects, is4 ? "shared_source4" : "shared_source6");
    int r = vs_bpf_update(map, is4 ? (void *)&to4 : &to6, address->bytes, BPF_NOEXIST);
    return r == -EEXIST ? 0 : r;
}

/* None is used yet: the guest has just been started. */
static int open_ports(const struct vs_shared_objects *objects, uint32_t xid)
{
    static const uint64_t NONE[65536 / 64];
    int r = vs_bpf_update(vs_shared_map(objects, "shared_ports"), &xid, NONE, BPF_NOEXIST);
    return r == -EEXIST ? 0 : r;
}

static int tell_addresses(const struct vs_shared_objects *objects,
                          const struct vs_shared_guest *guest)
{
    int r = 0;
    for (int i = 0; r == 0 && i < VS_ADDRESSES_MAX; i++) {
        const struct vs_address *address = &guest->network->addresses[i];
        if (!address->family)
            continue;
        r = own(objects, guest->xid, address);
        r = r < 0 ? r : add_source(objects, guest->xid, address);
    }
    return r;
}

/* The key of a group's storage is the number of its directory. Source: kernfs, cgroup_id(). */
int vs_shared_tell(const struct vs_shared_objects *objects, const struct vs_shared_guest *guest,
                   int group, const struct vs_shared_config *config)
{
    struct stat found;
    if (fstat(group, &found) < 0)
        return -errno;
    const uint64_t key = found.st_ino;
    int r = open_ports(objects, guest->xid);
    r = r < 0 ? r : tell_addresses(objects, guest);
    r = r < 0 ? r
              : vs_bpf_update(vs_shared_map(objects, "shared_owner6"), &config->loopback6,
                              &guest->xid, BPF_ANY);
    return r < 0 ? r : vs_bpf_update(vs_shared_map(objects, "shared"), &key, config, BPF_EXIST);
}

static bool has_address(const struct vs_network *network, uint8_t family, const void *bytes)
{
    for (int i = 0; network && i < VS_ADDRESSES_MAX; i++)
        if (network->addresses[i].family == family &&
            !memcmp(network->addresses[i].bytes, bytes, family == 4 ? 4 : 16))
            return true;
    return false;
}

struct kind {
    const char *map;
    size_t xid_at; /* in the key; beyond it: the value is the xid, the key the address */
    uint8_t family;
};

static const struct kind KINDS[] = {
    {"shared_owner4", SIZE_MAX, 4},
    {"shared_owner6", SIZE_MAX, 6},
    {"shared_source4", offsetof(struct vs_shared_source4, xid), 4},
    {"shared_source6", offsetof(struct vs_shared_source6, xid), 6},
};

static bool is_stale(const struct kind *kind, const uint8_t *key, const uint8_t *value,
                     uint32_t xid, const struct vs_network *kept)
{
    const bool is_owner = kind->xid_at == SIZE_MAX;
    uint32_t holder;
    memcpy(&holder, is_owner ? value : key + kind->xid_at, sizeof(holder));
    return holder == xid && !has_address(kept, kind->family, is_owner ? key : value);
}

/* A key that was removed would begin the walk anew, so the next one is asked for first. */
static int forget_kind(const struct vs_shared_objects *objects, const struct kind *kind,
                       uint32_t xid, const struct vs_network *kept)
{
    uint8_t keys[2][sizeof(struct vs_shared_source6)];
    uint8_t value[sizeof(struct vs_shared_ip6)];
    int map = vs_shared_map(objects, kind->map), at = 0;
    int r = vs_bpf_next_key(map, NULL, keys[0]);
    while (r == 0) {
        uint8_t *key = keys[at];
        r = vs_bpf_next_key(map, key, keys[!at]);
        if (vs_bpf_lookup(map, key, value) == 0 && is_stale(kind, key, value, xid, kept))
            (void)vs_bpf_delete(map, key);
        at = !at;
    }
    return r == -ENOENT ? 0 : r;
}

static int forget_loop(int map, uint32_t xid)
{
    const uint32_t nobody = 0;
    for (uint32_t i = 0; i < PROBES; i++) {
        uint32_t loop = place_of(xid, i), holder = 0;
        int r = vs_bpf_lookup(map, &loop, &holder);
        if (r < 0 || holder == xid)
            return r < 0 ? r : vs_bpf_update(map, &loop, &nobody, BPF_ANY);
    }
    return 0;
}

int vs_shared_forget_addresses(const struct vs_shared_objects *objects, uint32_t xid,
                               const struct vs_network *kept)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
        r = forget_kind(objects, &KINDS[i], xid, kept);
    return r;
}

int vs_shared_forget(const struct vs_shared_objects *objects, uint32_t xid)
{
    int r = vs_shared_forget_addresses(objects, xid, NULL);
    if (r < 0)
        return r;
    r = vs_bpf_delete(vs_shared_map(objects, "shared_ports"), &xid);
    if (r < 0 && r != -ENOENT)
        return r;
    return forget_loop(vs_shared_map(objects, "shared_loop"), xid);
}
