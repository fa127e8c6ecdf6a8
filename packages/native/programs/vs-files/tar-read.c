/* Reads what tar-write.c writes; anything else is a damaged archive. */
#include "parse.h"
#include "tar.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

static int get_octal(const char *field, size_t size, uint64_t *ret_number)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size && field[i] && field[i] != ' '; i++) {
        if (field[i] < '0' || field[i] > '7')
            return -EBADMSG;
        number = number * 8 + (uint64_t)(field[i] - '0');
    }
    *ret_number = number;
    return 0;
}

static int get_number(const char *text, uint64_t *ret_number)
{
    return vs_parse_number(text, UINT64_MAX - 1, ret_number) < 0 ? -EBADMSG : 0;
}

/* See add_time() of tar-write.c. */
static int get_time(const char *text, struct timespec *ret_time)
{
    bool is_before = *text == '-';
    char *end;
    errno = 0;
    long long seconds = strtoll(text + is_before, &end, 10);
    if (errno || *end != '.' || strlen(end + 1) != 9)
        return -EBADMSG;
    long nanoseconds = strtol(end + 1, &end, 10);
    if (*end || nanoseconds < 0)
        return -EBADMSG;
    if (is_before && nanoseconds > 0) {
        seconds++;
        nanoseconds = 1000000000 - nanoseconds;
    }
    *ret_time = (struct timespec){.tv_sec = is_before ? -seconds : seconds, .tv_nsec = nanoseconds};
    return 0;
}

/* Ends names and values by NULs, so that they can be read as text. */
static int split(struct tar_records *records)
{
    char *at = records->bytes, *end = at + records->length;
    while (at < end) {
        char *key;
        unsigned long length = strtoul(at, &key, 10);
        if (*key != ' ' || length > (size_t)(end - at) || at + length <= key + 1 ||
            at[length - 1] != '\n')
            return -EBADMSG;
        char *value = memchr(key, '=', (size_t)(at + length - key));
        if (!value)
            return -EBADMSG;
        *value = '\0';
        at[length - 1] = '\0';
        at += length;
    }
    return 0;
}

bool tar_next(const struct tar_records *records, const char *begin, size_t *at,
              const char **ret_name, const char **ret_value, size_t *ret_size)
{
    while (*at < records->length) {
        const char *record = records->bytes + *at;
        char *key;
        unsigned long length = strtoul(record, &key, 10);
        const char *name = key + 1, *value = name + strlen(name) + 1;
        *at += length;
        if (strncmp(name, begin, strlen(begin)) != 0)
            continue;
        *ret_name = name + strlen(begin);
        *ret_value = value;
        *ret_size = (size_t)(record + length - 1 - value);
        return true;
    }
    return false;
}

int tar_attribute_name(const char *key, char *ret_name, size_t size)
{
    size_t length = 0;
    while (*key && length + 1 < size) {
        bool is_equals = !strncmp(key, "%3D", 3), is_coded = is_equals || !strncmp(key, "%25", 3);
        ret_name[length++] = is_equals ? '=' : *key; /* the percent sign of %25 is one */
        key += is_coded ? 3 : 1;
    }
    ret_name[length] = '\0';
    return *key ? -EBADMSG : 0;
}

/* The last record of the name; NULL: there is none. */
static const char *find(const struct tar_records *records, const char *wanted)
{
    const char *name, *value, *found = NULL;
    size_t size;
    for (size_t at = 0; tar_next(records, wanted, &at, &name, &value, &size);)
        if (!*name && strlen(value) == size)
            found = value;
    return found;
}

static int get_ids(struct tar_member *member)
{
    uint64_t uid, gid;
    const char *owner = find(&member->records, "uid"), *group = find(&member->records, "gid");
    if (!owner || !group || get_number(owner, &uid) < 0 || get_number(group, &gid) < 0 ||
        uid >= UINT32_MAX || gid >= UINT32_MAX)
        return -EBADMSG;
    member->uid = (uid_t)uid;
    member->gid = (gid_t)gid;
    return 0;
}

static int get_times(struct tar_member *member)
{
    static const char *const KEYS[] = {"atime", "mtime"};
    for (int i = 0; i < 2; i++) {
        const char *text = find(&member->records, KEYS[i]);
        int r = text ? get_time(text, &member->times[i]) : -EBADMSG;
        if (r < 0)
            return r;
    }
    return 0;
}

static int get_sizes(struct tar_member *member)
{
    const char *size = find(&member->records, "size");
    const char *real = find(&member->records, TAR_REAL_SIZE);
    int r = size ? get_number(size, &member->size) : 0;
    member->is_sparse = real != NULL;
    member->real_size = member->size;
    return r < 0 || !real ? r : get_number(real, &member->real_size);
}

static int understand(struct tar_member *member)
{
    const struct tar_records *records = &member->records;
    member->path = find(records, "path");
    member->link = find(records, "linkpath");
    member->is_pooled = find(records, TAR_POOLED);
    member->is_socket = find(records, TAR_SOCKET);
    member->is_last = find(records, TAR_LAST);
    bool links = member->type == TAR_LINK || member->type == TAR_SYMLINK;
    if (!member->path || !*member->path || links != (member->link != NULL))
        return -EBADMSG;
    int r = get_ids(member);
    r = r < 0 ? r : get_times(member);
    return r < 0 ? r : get_sizes(member);
}

/* 1: there is one; 0: a block of zeros. */
static int read_header(struct stream *stream, struct tar_member *ret_member)
{
    struct tar_header header;
    uint64_t mode, size, device_major, device_minor, sum;
    int r = stream_read(stream, &header, sizeof(header));
    if (r < 0 || !header.name[0])
        return r;
    if (memcmp(header.magic, "ustar", sizeof(header.magic)) != 0 ||
        get_octal(header.sum, sizeof(header.sum), &sum) < 0 || sum != tar_sum(&header) ||
        get_octal(header.mode, sizeof(header.mode), &mode) < 0 ||
        get_octal(header.size, sizeof(header.size), &size) < 0 ||
        get_octal(header.major, sizeof(header.major), &device_major) < 0 ||
        get_octal(header.minor, sizeof(header.minor), &device_minor) < 0)
        return -EBADMSG;
    ret_member->type = header.type;
    ret_member->mode = (mode_t)mode;
    ret_member->size = size;
    ret_member->device = makedev((unsigned)device_major, (unsigned)device_minor);
    return 1;
}

static int read_records(struct stream *stream, uint64_t size, struct tar_records *records)
{
    if (size == 0 || size > TAR_RECORDS_MAX)
        return -EBADMSG;
    if (size >= records->room) {
        char *bytes = realloc(records->bytes, size + 1);
        if (!bytes)
            return -ENOMEM;
        records->bytes = bytes;
        records->room = size + 1;
    }
    records->length = size;
    records->bytes[size] = '\0';
    int r = stream_read(stream, records->bytes, size);
    r = r < 0 ? r : tar_read_padding(stream, size);
    return r < 0 ? r : split(records);
}

int tar_read_member(struct stream *stream, struct tar_member *member)
{
    int r = read_header(stream, member);
    if (r <= 0)
        return r;
    if (member->type != TAR_RECORDS)
        return -EBADMSG;
    r = read_records(stream, member->size, &member->records);
    r = r < 0 ? r : read_header(stream, member);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    r = understand(member);
    return r < 0 ? r : 1;
}

int tar_read_padding(struct stream *stream, uint64_t size)
{
    char bytes[TAR_BLOCK];
    size_t over = size % TAR_BLOCK;
    return over ? stream_read(stream, bytes, TAR_BLOCK - over) : 0;
}
