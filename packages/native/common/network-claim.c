#include "network-claim.h"
#include "address.h"
#include "cleanup.h"
#include "kernel.h"
#include "parse.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#define MAGIC     0x3154454eu /* "NET1" */
#define TEMPORARY ".new"

/* DATA/network, locked: whoever looks for a free address sees no half of a change. */
static int open_locked(const struct vs_layout_record *layout)
{
    char path[VS_PATH_SIZE + 16];
    (void)snprintf(path, sizeof(path), "%s/network", layout->data);
    cleanup_lock int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || flock(fd, LOCK_EX) < 0)
        return -errno;
    return vs_steal_fd(&fd);
}

static void guest_file(const char *name, char ret_path[VS_PATH_SIZE])
{
    (void)snprintf(ret_path, VS_PATH_SIZE, "guests/%s", name);
}

static void address_file(const struct vs_address *address, char ret_path[VS_PATH_SIZE])
{
    char text[VS_ADDRESS_TEXT] = "";
    vs_address_text(address, text);
    (void)snprintf(ret_path, VS_PATH_SIZE, "addresses/%s", text);
}

/* What is not whole was never told to anybody. */
static int read_record(int dir, const char *name, struct vs_network_record *ret_record)
{
    char path[VS_PATH_SIZE];
    guest_file(name, path);
    cleanup_fd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    ssize_t n = read(fd, ret_record, sizeof(*ret_record));
    if (n < 0)
        return -errno;
    return n == sizeof(*ret_record) && ret_record->magic == MAGIC ? 0 : -ENOENT;
}

/* In one step; after a power cut no guest runs, and each start writes it again. */
static int write_record(int dir, const char *name, const struct vs_network_record *record)
{
    char path[VS_PATH_SIZE];
    guest_file(name, path);
    cleanup_fd int fd =
        openat(dir, TEMPORARY, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    ssize_t n = write(fd, record, sizeof(*record));
    if (n != sizeof(*record))
        return n < 0 ? -errno : -ENOSPC;
    return renameat(dir, TEMPORARY, dir, path) < 0 ? -errno : 0;
}

static bool read_owner(int dir, const struct vs_address *address, char ret_name[VS_NAME_SIZE])
{
    char path[VS_PATH_SIZE];
    struct vs_network_record record;
    address_file(address, path);
    memset(ret_name, 0, VS_NAME_SIZE);
    if (readlinkat(dir, path, ret_name, VS_NAME_SIZE - 1) < 0 || vs_parse_name(ret_name) < 0)
        return false;
    return read_record(dir, ret_name, &record) == 0 && vs_network_has(&record.network, address);
}

static int set_owner(int dir, const struct vs_address *address, const char *name)
{
    char path[VS_PATH_SIZE];
    address_file(address, path);
    if (symlinkat(name, dir, path) == 0)
        return 0;
    if (errno != EEXIST || unlinkat(dir, path, 0) < 0 || symlinkat(name, dir, path) < 0)
        return -errno;
    return 0;
}

/* Those of the old network that the new one (NULL: none) does not have. */
static void drop_owners(int dir, const char *name, const struct vs_network *old,
                        const struct vs_network *wanted)
{
    size_t count = vs_addresses_count(old->addresses);
    for (size_t i = 0; i < count; i++) {
        char path[VS_PATH_SIZE], owner[VS_NAME_SIZE] = "";
        const struct vs_address *address = &old->addresses[i];
        if (wanted && vs_network_has(wanted, address))
            continue;
        address_file(address, path);
        if (readlinkat(dir, path, owner, sizeof(owner) - 1) > 0 && !strcmp(owner, name))
            (void)unlinkat(dir, path, 0);
    }
}

static int check_free(int dir, const char *name, const struct vs_network *network,
                      size_t *ret_index)
{
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; i < count; i++) {
        char owner[VS_NAME_SIZE];
        *ret_index = i;
        if (read_owner(dir, &network->addresses[i], owner) && strcmp(owner, name))
            return -EADDRINUSE;
    }
    return 0;
}

int vs_network_claim(const struct vs_layout_record *layout, const char *name, uint32_t xid,
                     const struct vs_network *network, size_t *ret_index)
{
    struct vs_network_record old;
    struct vs_network_record new = {.magic = MAGIC, .xid = xid, .network = *network};
    cleanup_lock int dir = open_locked(layout);
    if (dir < 0)
        return dir;
    int r = check_free(dir, name, network, ret_index);
    if (r < 0)
        return r;
    bool had = read_record(dir, name, &old) == 0;
    if (had && !memcmp(&old, &new, sizeof(new)))
        return 0;
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; r == 0 && i < count; i++)
        r = set_owner(dir, &network->addresses[i], name);
    r = r < 0 ? r : write_record(dir, name, &new);
    if (r == 0 && had)
        drop_owners(dir, name, &old.network, network);
    return r;
}

int vs_network_release(const struct vs_layout_record *layout, const char *name)
{
    char path[VS_PATH_SIZE];
    struct vs_network_record old;
    cleanup_lock int dir = open_locked(layout);
    if (dir < 0)
        return dir == -ENOENT ? 0 : dir;
    if (read_record(dir, name, &old) == 0)
        drop_owners(dir, name, &old.network, NULL);
    guest_file(name, path);
    return unlinkat(dir, path, 0) < 0 && errno != ENOENT ? -errno : 0;
}

int vs_network_read(const struct vs_layout_record *layout, const char *name,
                    struct vs_network_record *ret_record)
{
    cleanup_lock int dir = open_locked(layout);
    return dir < 0 ? dir : read_record(dir, name, ret_record);
}

bool vs_network_owner(const struct vs_layout_record *layout, const struct vs_address *address,
                      char ret_name[VS_NAME_SIZE])
{
    cleanup_lock int dir = open_locked(layout);
    return dir >= 0 && read_owner(dir, address, ret_name);
}
