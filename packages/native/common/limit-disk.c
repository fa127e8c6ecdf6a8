/*
 * Bytes and operations per second of the storage's disk. On v1 the kernel counts a buffered write
 * for nobody when it is written back, so that only reads and direct or synchronous writes are held;
 * v2 counts it for the guest. Source: blkio-controller.rst; cgroup-v2.rst, "Writeback".
 */
#include "disk.h"
#include "limit-file.h"
#include <inttypes.h>
#include <stdio.h>

static const char *const V1_FILES[] = {
    "blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device",
    "blkio.throttle.read_iops_device", "blkio.throttle.write_iops_device"};
static const char *const V2_KEYS[] = {"rbps", "wbps", "riops", "wiops"};

#define INDEX(field) ((field)-VS_LIMIT_DISK_READ_BPS)

/* The line that begins with the disk, or NULL. */
static const char *line_of(const char *text, const char *disk)
{
    size_t length = strlen(disk);
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (!strncmp(line, disk, length) && line[length] == ' ')
            return line + length;
    return NULL;
}

int vs_disk_set_v1(int dir, const char *disk, enum vs_limit_field field, uint64_t value)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%s %" PRIu64, disk, value == VS_INFINITY ? 0 : value);
    return vs_file_write(dir, V1_FILES[INDEX(field)], text);
}

int vs_disk_get_v1(int dir, const char *disk, enum vs_limit_field field, uint64_t *ret_value)
{
    char text[4096];
    int r = vs_file_read(dir, V1_FILES[INDEX(field)], text, sizeof(text));
    if (r < 0)
        return r;
    const char *value = line_of(text, disk);
    *ret_value = value ? strtoull(value, NULL, 10) : VS_INFINITY;
    return 0;
}

int vs_disk_set_v2(int dir, const char *disk, enum vs_limit_field field, uint64_t value)
{
    char text[64];
    if (value == VS_INFINITY)
        (void)snprintf(text, sizeof(text), "%s %s=max", disk, V2_KEYS[INDEX(field)]);
    else
        (void)snprintf(text, sizeof(text), "%s %s=%" PRIu64, disk, V2_KEYS[INDEX(field)], value);
    return vs_file_write(dir, "io.max", text);
}

int vs_disk_get_v2(int dir, const char *disk, enum vs_limit_field field, uint64_t *ret_value)
{
    char text[4096], key[16];
    int r = vs_file_read(dir, "io.max", text, sizeof(text));
    if (r < 0)
        return r;
    (void)snprintf(key, sizeof(key), " %s=", V2_KEYS[INDEX(field)]);
    const char *line = line_of(text, disk);
    const char *value = line ? strstr(line, key) : NULL;
    bool found = value && value < line + strcspn(line, "\n");
    if (found)
        value += strlen(key);
    *ret_value = found && *value != 'm' ? strtoull(value, NULL, 10) : VS_INFINITY;
    return 0;
}

/* "254:0 Read 4096"; a disk without a line was never used. */
int vs_disk_use_v1(int dir, const char *file, const char *disk, const char *word,
                   uint64_t *ret_value)
{
    char text[8192], key[48];
    int r = vs_file_read(dir, file, text, sizeof(text));
    if (r < 0)
        return r;
    (void)snprintf(key, sizeof(key), "%s %s ", disk, word);
    const char *at = strstr(text, key);
    *ret_value = at ? strtoull(at + strlen(key), NULL, 10) : 0;
    return 0;
}

/* "254:0 rbytes=4096 wbytes=0 ..." */
int vs_disk_use_v2(int dir, const char *disk, const char *key, uint64_t *ret_value)
{
    char text[8192], word[16];
    int r = vs_file_read(dir, "io.stat", text, sizeof(text));
    if (r < 0)
        return r;
    (void)snprintf(word, sizeof(word), " %s=", key);
    const char *line = line_of(text, disk);
    const char *value = line ? strstr(line, word) : NULL;
    bool found = value && value < line + strcspn(line, "\n");
    *ret_value = found ? strtoull(value + strlen(word), NULL, 10) : 0;
    return 0;
}

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    char disk[VS_DISK_SIZE];
    bool v2;
    cleanup_fd int dir = -1;
    int r = vs_disk_of(target->storage, disk);
    if (r < 0 || !vs_cgroup_has_optional(target->host, VS_OPTIONAL_IO, &v2))
        return r < 0 && r != -ENODEV ? r : -EOPNOTSUPP;
    r = vs_cgroup_make_optional(target->host, VS_OPTIONAL_IO, target->group, &dir);
    for (enum vs_limit_field field = VS_LIMIT_DISK_READ_BPS;
         r == 0 && field <= VS_LIMIT_DISK_WRITE_IOPS; field++) {
        uint64_t value = vs_limit_number(change->to, field);
        if (vs_limit_changes(change, field))
            r = vs_limit_refuse(change, field,
                                v2 ? vs_disk_set_v2(dir, disk, field, value)
                                   : vs_disk_set_v1(dir, disk, field, value));
    }
    return r;
}

static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    char disk[VS_DISK_SIZE];
    bool v2;
    cleanup_fd int dir = -1;
    int r = vs_cgroup_open_optional(target->host, VS_OPTIONAL_IO, target->group, &dir);
    if (r == -ENOENT || r == -EOPNOTSUPP || vs_disk_of(target->storage, disk) < 0)
        return 0; /* no limit was ever set */
    (void)vs_cgroup_has_optional(target->host, VS_OPTIONAL_IO, &v2);
    for (enum vs_limit_field field = VS_LIMIT_DISK_READ_BPS;
         r == 0 && field <= VS_LIMIT_DISK_WRITE_IOPS; field++) {
        uint64_t *value = vs_limit_at(ret_limit, field);
        r = v2 ? vs_disk_get_v2(dir, disk, field, value) : vs_disk_get_v1(dir, disk, field, value);
    }
    return r == -ENOENT ? 0 : r; /* v2: the controller is not handed down yet */
}

const struct vs_limit_step vs_step_disk = {
    VS_FIELD(VS_LIMIT_DISK_READ_BPS) | VS_FIELD(VS_LIMIT_DISK_WRITE_BPS) |
        VS_FIELD(VS_LIMIT_DISK_READ_IOPS) | VS_FIELD(VS_LIMIT_DISK_WRITE_IOPS),
    set, get};
