#include "packet-store.h"
#include "bpf-call.h"
#include "bpf/packet.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

/* No program looks at it. */
static const struct vs_bpf_map ACCOUNT_MAP = {"vs_account", BPF_MAP_TYPE_HASH,
                                              VS_NAME_SIZE, sizeof(struct vs_account),
                                              32768,        BPF_F_NO_PREALLOC};
static const struct vs_bpf_object ACCOUNTS = {
    .name = "account", .license = "", .hash = "1", .maps = &ACCOUNT_MAP, .maps_count = 1};

/* Of exactly the map's size, NULs to the end. */
static void make_key(const char *name, char ret_key[VS_NAME_SIZE])
{
    memset(ret_key, 0, VS_NAME_SIZE);
    (void)snprintf(ret_key, VS_NAME_SIZE, "%s", name);
}

static int take_map(struct vs_bpf_loaded *loaded, const char *name)
{
    return vs_steal_fd(&loaded->maps[vs_bpf_map_index(&VS_BPF_PACKET, name)]);
}

static int take_program(struct vs_bpf_loaded *loaded, const char *name)
{
    return vs_steal_fd(&loaded->programs[vs_bpf_program_index(&VS_BPF_PACKET, name)]);
}

static void close_all(struct vs_packet_store *store)
{
    int *const fds[] = {&store->account, &store->use,        &store->owner,       &store->device,
                        &store->host,    &store->from_guest, &store->from_uplink, &store->to_guest};
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
        vs_close_fd(fds[i]);
    store->seen = (struct vs_bpf_seen){0};
}

static int open_all(const char *pins, struct vs_packet_store *store)
{
    struct vs_bpf_seen seen = {0};
    cleanup_bpf struct vs_bpf_loaded packet = VS_BPF_NONE_LOADED, account = VS_BPF_NONE_LOADED;
    if (vs_bpf_look(pins, &seen) == 0 && vs_bpf_is_same(&store->seen, &seen))
        return 0;
    close_all(store);
    int r = vs_bpf_object_open(&VS_BPF_PACKET, pins, &packet, NULL, 0);
    r = r < 0 ? r : vs_bpf_object_open(&ACCOUNTS, pins, &account, NULL, 0);
    if (r < 0)
        return r;
    store->account = vs_steal_fd(&account.maps[0]);
    store->use = take_map(&packet, "vs_use");
    store->owner = take_map(&packet, "vs_owner");
    store->device = take_map(&packet, "vs_device");
    store->host = take_map(&packet, "vs_host");
    store->from_guest = take_program(&packet, "from_guest");
    store->to_guest = take_program(&packet, "to_guest");
    store->from_uplink = take_program(&packet, "from_uplink");
    store->seen = seen;
    return 0;
}

static int lock_pins(const char *pins)
{
    cleanup_lock int lock = open(pins, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return lock < 0 || flock(lock, LOCK_EX) < 0 ? -errno : vs_steal_fd(&lock);
}

int vs_packet_store_open(const struct vs_layout_record *layout, struct vs_packet_store *store)
{
    char pins[VS_BPF_PATH_SIZE];
    int r = vs_bpf_pins(layout->instance, pins, sizeof(pins));
    r = r < 0 ? r : lock_pins(pins);
    if (r >= 0) {
        store->lock = r;
        r = open_all(pins, store);
    }
    if (r < 0)
        vs_packet_store_close(store);
    return r;
}

int vs_packet_store_find(const struct vs_layout_record *layout, struct vs_packet_store *store)
{
    char path[VS_BPF_PATH_SIZE];
    (void)snprintf(path, sizeof(path), "/sys/fs/bpf/%s/maps/vs_account", layout->instance);
    if (access(path, F_OK) < 0)
        return -errno;
    return vs_packet_store_open(layout, store);
}

void vs_packet_store_unlock(struct vs_packet_store *store)
{
    vs_unlock_fd(&store->lock);
}

void vs_packet_store_close(struct vs_packet_store *store)
{
    close_all(store);
    vs_packet_store_unlock(store);
}

/* What the kernel reads and writes of a value that each CPU has for itself. */
struct per_cpu {
    struct vs_network_counters cpus[VS_CPUS_MAX];
};

static struct per_cpu counters; /* large, and zeros */

static int move_use(const struct vs_packet_store *store, uint32_t from, uint32_t to)
{
    int r = vs_bpf_lookup(store->use, &from, &counters);
    r = r < 0 ? r : vs_bpf_update(store->use, &to, &counters, BPF_ANY);
    (void)vs_bpf_delete(store->use, &from);
    return r;
}

static int clear_use(const struct vs_packet_store *store, uint32_t xid, uint64_t flags)
{
    memset(&counters, 0, sizeof(counters));
    return vs_bpf_update(store->use, &xid, &counters, flags);
}

/* The number's counters are somebody else's, who was not forgotten, unless the name is known. */
int vs_account_open(const struct vs_packet_store *store, const char *name, uint32_t xid,
                    struct vs_account *ret_account)
{
    struct vs_account account;
    int r = vs_account_get(store, name, &account);
    if (r == -ENOENT) {
        account = (struct vs_account){.xid = xid};
        r = clear_use(store, xid, BPF_ANY);
    } else if (r == 0 && account.xid != xid) {
        r = move_use(store, account.xid, xid);
        account.xid = xid;
    }
    if (r == 0 || r == -ENOENT)
        r = vs_bpf_lookup(store->use, &xid, &counters);
    if (r == -ENOENT)
        r = clear_use(store, xid, BPF_NOEXIST);
    r = r == -EEXIST ? 0 : r;
    r = r < 0 ? r : vs_account_put(store, name, &account);
    if (r == 0)
        *ret_account = account;
    return r;
}

int vs_account_get(const struct vs_packet_store *store, const char *name,
                   struct vs_account *ret_account)
{
    char key[VS_NAME_SIZE];
    make_key(name, key);
    return vs_bpf_lookup(store->account, key, ret_account);
}

int vs_account_put(const struct vs_packet_store *store, const char *name,
                   const struct vs_account *account)
{
    char key[VS_NAME_SIZE];
    make_key(name, key);
    return vs_bpf_update(store->account, key, account, BPF_ANY);
}

int vs_account_remove(const struct vs_packet_store *store, const char *name)
{
    struct vs_account account;
    char key[VS_NAME_SIZE];
    make_key(name, key);
    int r = vs_account_get(store, name, &account);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    (void)vs_bpf_delete(store->use, &account.xid);
    return vs_bpf_delete(store->account, key);
}

int vs_account_next(const struct vs_packet_store *store, const char *name, char *ret_name)
{
    char key[VS_NAME_SIZE];
    make_key(name, key);
    return vs_bpf_next_key(store->account, name[0] ? key : NULL, ret_name);
}

/* How many CPUs there may ever be: the kernel copies as many values. "0-3" or "0". */
static int count_cpus(void)
{
    char text[64];
    int first, last;
    cleanup_fd int fd = open("/sys/devices/system/cpu/possible", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (n <= 0)
        return -EIO;
    text[n] = '\0';
    int found = sscanf(text, "%d-%d", &first, &last);
    int count = found == 2 ? last + 1 : found == 1 ? first + 1 : 0;
    return count > 0 && count <= VS_CPUS_MAX ? count : -E2BIG;
}

static void add(struct vs_network_counters *sum, const struct vs_network_counters *one)
{
    struct vs_packet_count *const to[] = {&sum->in4, &sum->in6, &sum->out4, &sum->out6};
    const struct vs_packet_count *const from[] = {&one->in4, &one->in6, &one->out4, &one->out6};
    for (int i = 0; i < 4; i++) {
        to[i]->bytes += from[i]->bytes;
        to[i]->packets += from[i]->packets;
    }
    sum->spoofed += one->spoofed;
}

int vs_use_read(const struct vs_packet_store *store, uint32_t xid,
                struct vs_network_counters *ret_sum)
{
    struct vs_network_counters sum = {0};
    int count = count_cpus();
    int r = count < 0 ? count : vs_bpf_lookup(store->use, &xid, &counters);
    for (int i = 0; r == 0 && i < count; i++)
        add(&sum, &counters.cpus[i]);
    if (r == 0)
        *ret_sum = sum;
    return r;
}
