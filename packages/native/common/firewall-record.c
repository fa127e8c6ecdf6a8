#include "firewall-record.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "parse-network.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/uio.h>

/* Of this shape; another version's is like none, and the agent sets it again. */
static const char MAGIC[16] = "vs-firewall 1\n";

int vs_firewall_records_open(const struct vs_layout_record *layout, bool make)
{
    char path[2 * VS_PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s/network/firewall", layout->data);
    int r = make ? vs_make_directories(path, 0700) : 0;
    if (r < 0)
        return r;
    cleanup_fd int records = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (records < 0 || flock(records, LOCK_EX) < 0)
        return -errno;
    return vs_steal_fd(&records);
}

bool vs_firewall_record_is_there(const struct vs_layout_record *layout, const char *name)
{
    char path[2 * VS_PATH_SIZE + VS_NAME_SIZE];
    (void)snprintf(path, sizeof(path), "%s/network/firewall/%s", layout->data, name);
    return access(path, F_OK) == 0 || errno != ENOENT;
}

int vs_firewall_record_read(int records, const char *name, struct vs_firewall_record *ret_record)
{
    char magic[sizeof(MAGIC)];
    const char *field;
    struct iovec parts[] = {{magic, sizeof(magic)}, {ret_record, sizeof(*ret_record)}};
    cleanup_fd int fd = openat(records, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return -errno;
    ssize_t n = readv(fd, parts, 2);
    if (n < 0)
        return -errno;
    bool is_ours = n == sizeof(magic) + sizeof(*ret_record) && !memcmp(magic, MAGIC, sizeof(MAGIC));
    if (!is_ours || strncmp(ret_record->firewall.name, name, VS_NAME_SIZE) != 0 ||
        vs_parse_firewall(&ret_record->firewall, &field) < 0)
        return -EBADMSG;
    return 0;
}

/* A name that no guest can have. */
static void beside(const char *name, char ret_path[VS_NAME_SIZE + 8])
{
    (void)snprintf(ret_path, VS_NAME_SIZE + 8, ".%s.new", name);
}

int vs_firewall_record_write(int records, const struct vs_firewall_record *record, bool durable)
{
    char path[VS_NAME_SIZE + 8];
    struct iovec parts[] = {{(void *)MAGIC, sizeof(MAGIC)}, {(void *)record, sizeof(*record)}};
    beside(record->firewall.name, path);
    cleanup_fd int fd =
        openat(records, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    ssize_t n = writev(fd, parts, 2);
    if (n >= 0 && n != sizeof(MAGIC) + sizeof(*record))
        return -ENOSPC;
    if (n < 0 || (durable && fsync(fd) < 0) ||
        renameat(records, path, records, record->firewall.name) < 0)
        return -errno;
    return durable && fsync(records) < 0 ? -errno : 0;
}

int vs_firewall_record_remove(int records, const char *name)
{
    if (unlinkat(records, name, 0) < 0 && errno != ENOENT)
        return -errno;
    return fsync(records) < 0 ? -errno : 0;
}

int vs_firewall_records_each(int records, vs_firewall_visit *visit, void *argument)
{
    static struct vs_firewall_record record;
    int fd = openat(records, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries)
        return -errno;
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_name[0] == '.' || vs_firewall_record_read(records, entry->d_name, &record) < 0)
            continue;
        int r = visit(&record, argument);
        if (r < 0)
            return r;
    }
    return 0;
}
