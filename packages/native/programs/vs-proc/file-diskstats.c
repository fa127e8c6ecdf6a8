/* diskstats: what the guest itself has read and written. Source: admin-guide/iostats.rst. */
#include "files.h"
#include "group-file.h"
#include "kernel.h"
#include <inttypes.h>
#include <libgen.h>
#include <stdlib.h>

#define DISKS_MAX 32
#define SECTOR    512

struct disk {
    unsigned major, minor;
    uint64_t read_bytes, written_bytes, reads, writes, discarded_bytes, discards;
};

struct disks {
    uint32_t count;
    struct disk all[DISKS_MAX];
};

static struct disk *disk_of(struct disks *disks, const char *line, const char **ret_rest)
{
    char *end;
    unsigned major = (unsigned)strtoul(line, &end, 10);
    if (*end != ':')
        return NULL;
    unsigned minor = (unsigned)strtoul(end + 1, &end, 10);
    *ret_rest = end;
    for (uint32_t i = 0; i < disks->count; i++)
        if (disks->all[i].major == major && disks->all[i].minor == minor)
            return &disks->all[i];
    if (disks->count == DISKS_MAX)
        return NULL;
    struct disk *disk = &disks->all[disks->count++];
    *disk = (struct disk){.major = major, .minor = minor};
    return disk;
}

typedef void take_line(struct disk *disk, const char *rest, bool is_bytes);

static void take_lines(struct disks *disks, const char *text, take_line *take, bool is_bytes)
{
    for (const char *line = text; *line;) {
        const char *rest;
        struct disk *disk = disk_of(disks, line, &rest);
        if (disk)
            take(disk, rest, is_bytes);
        size_t length = strcspn(line, "\n");
        line += length + (line[length] == '\n');
    }
}

/* "8:0 Read 4096". Source: cgroup-v1/blkio-controller.rst. */
static void take_v1(struct disk *disk, const char *rest, bool is_bytes)
{
    uint64_t *read = is_bytes ? &disk->read_bytes : &disk->reads;
    uint64_t *written = is_bytes ? &disk->written_bytes : &disk->writes;
    if (!strncmp(rest, " Read ", 6))
        *read = strtoull(rest + 6, NULL, 10);
    if (!strncmp(rest, " Write ", 7))
        *written = strtoull(rest + 7, NULL, 10);
}

static uint64_t word(const char *line, const char *key)
{
    const char *end = line + strcspn(line, "\n"), *at = strstr(line, key);
    return at && at < end ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/* "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6". Source: cgroup-v2.rst, io.stat. */
static void take_v2(struct disk *disk, const char *rest, bool is_bytes)
{
    (void)is_bytes;
    disk->read_bytes = word(rest, " rbytes=");
    disk->written_bytes = word(rest, " wbytes=");
    disk->reads = word(rest, " rios=");
    disk->writes = word(rest, " wios=");
    disk->discarded_bytes = word(rest, " dbytes=");
    disk->discards = word(rest, " dios=");
}

static void read_disks(const struct guests *guests, const struct guest *guest,
                       struct disks *ret_disks)
{
    char text[8192];
    const struct vs_cgroup_host *host = &guests->layout->cgroup;
    if (!host->optional[VS_OPTIONAL_IO][0]) {
        if (group_read(guests, guest, GROUP_IO, "io.stat", text, sizeof(text)) == 0)
            take_lines(ret_disks, text, take_v2, true);
        return;
    }
    if (group_read(guests, guest, GROUP_IO, "blkio.throttle.io_service_bytes", text,
                   sizeof(text)) == 0)
        take_lines(ret_disks, text, take_v1, true);
    if (group_read(guests, guest, GROUP_IO, "blkio.throttle.io_serviced", text, sizeof(text)) == 0)
        take_lines(ret_disks, text, take_v1, false);
}

static bool name_of(const struct disk *disk, char *ret_name, size_t size)
{
    char link[48], target[256];
    (void)snprintf(link, sizeof(link), "/sys/dev/block/%u:%u", disk->major, disk->minor);
    ssize_t n = readlink(link, target, sizeof(target) - 1);
    if (n <= 0)
        return false;
    target[n] = '\0';
    (void)snprintf(ret_name, size, "%s", basename(target));
    return true;
}

/* Times are the disk's, not told for a group. */
static void add_disk(struct text *text, const struct disk *disk)
{
    char name[64];
    if (!name_of(disk, name, sizeof(name)))
        return;
    text_add(text,
             "%4u %7u %s %" PRIu64 " 0 %" PRIu64 " 0 %" PRIu64 " 0 %" PRIu64 " 0 0 0 0 %" PRIu64
             " 0 %" PRIu64 " 0 0 0\n",
             disk->major, disk->minor, name, disk->reads, disk->read_bytes / SECTOR, disk->writes,
             disk->written_bytes / SECTOR, disk->discards, disk->discarded_bytes / SECTOR);
}

void make_diskstats(const struct guests *guests, const struct guest *guest, const struct host *host,
                    struct text *text)
{
    (void)host;
    struct disks disks = {0};
    read_disks(guests, guest, &disks);
    for (uint32_t i = 0; i < disks.count; i++)
        add_disk(text, &disks.all[i]);
}
