#include "tar.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#define NUMBER_SIZE 48
#define SIZE_MOST   077777777777u /* of a header's field; more stands in a record */

unsigned tar_sum(const struct tar_header *header)
{
    const unsigned char *bytes = (const unsigned char *)header;
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof(*header); i++) {
        size_t in_sum = i - offsetof(struct tar_header, sum);
        sum += in_sum < sizeof(header->sum) ? ' ' : bytes[i];
    }
    return sum;
}

void tar_free(struct tar_records *records)
{
    free(records->bytes);
    *records = (struct tar_records){0};
}

/* One byte more than asked for, so that a NUL can follow. */
static int make_room(struct tar_records *records, size_t size)
{
    size_t wanted = records->length + size + 1, room = records->room ? records->room : 4096;
    if (wanted > TAR_RECORDS_MAX)
        return -E2BIG;
    while (room < wanted)
        room *= 2;
    char *bytes = room == records->room ? records->bytes : realloc(records->bytes, room);
    if (!bytes)
        return -ENOMEM;
    records->bytes = bytes;
    records->room = room;
    return 0;
}

static size_t digits(size_t number)
{
    return (size_t)snprintf(NULL, 0, "%zu", number);
}

/* "LENGTH KEY=VALUE\n", the length counting itself. */
int tar_add(struct tar_records *records, const char *key, const void *value, size_t size)
{
    size_t rest = 1 + strlen(key) + 1 + size + 1;
    size_t length = rest + digits(rest);
    length = rest + digits(length);
    int r = make_room(records, length);
    if (r < 0)
        return r;
    char *to = records->bytes + records->length;
    to += sprintf(to, "%zu %s=", length, key);
    memcpy(to, value, size);
    to[size] = '\n';
    records->length += length;
    return 0;
}

int tar_attribute_key(const char *name, char *ret_key, size_t size)
{
    size_t length = strlen(TAR_XATTR);
    if (length + 3 * strlen(name) >= size)
        return -ENAMETOOLONG;
    memcpy(ret_key, TAR_XATTR, length);
    for (; *name; name++) {
        const char *code = *name == '=' ? "%3D" : *name == '%' ? "%25" : NULL;
        memcpy(ret_key + length, code ? code : name, code ? 3 : 1);
        length += code ? 3 : 1;
    }
    ret_key[length] = '\0';
    return 0;
}

static int add_number(struct tar_records *records, const char *key, uint64_t number)
{
    char text[NUMBER_SIZE];
    int length = snprintf(text, sizeof(text), "%" PRIu64, number);
    return tar_add(records, key, text, (size_t)length);
}

/* Nanoseconds count on from the seconds, also before 1970, where a decimal counts back. */
static int add_time(struct tar_records *records, const char *key, const struct timespec *time)
{
    char text[NUMBER_SIZE];
    bool is_before = time->tv_sec < 0;
    long nanoseconds = time->tv_nsec;
    int64_t seconds = time->tv_sec;
    if (is_before && nanoseconds > 0) {
        seconds++;
        nanoseconds = 1000000000 - nanoseconds;
    }
    int length = snprintf(text, sizeof(text), "%s%" PRId64 ".%09ld", is_before ? "-" : "",
                          is_before ? -seconds : seconds, nanoseconds);
    return tar_add(records, key, text, (size_t)length);
}

int tar_add_basics(struct tar_records *records, const char *path, const struct stat *st)
{
    int r = tar_add(records, "path", path, strlen(path));
    r = r < 0 ? r : add_number(records, "uid", st->st_uid);
    r = r < 0 ? r : add_number(records, "gid", st->st_gid);
    r = r < 0 ? r : add_time(records, "atime", &st->st_atim);
    return r < 0 ? r : add_time(records, "mtime", &st->st_mtim);
}

static void put_octal(char *field, size_t size, uint64_t number)
{
    char text[NUMBER_SIZE];
    (void)snprintf(text, sizeof(text), "%0*" PRIo64, (int)size - 1, number);
    memcpy(field, text, strlen(text) < size ? size : size - 1);
}

static int write_header(struct stream *stream, const struct tar_member *member, char type,
                        uint64_t size)
{
    struct tar_header header = {.type = type, .magic = "ustar", .version = {'0', '0'}};
    char sum[NUMBER_SIZE];
    size_t length = strnlen(member->path, sizeof(header.name));
    memcpy(header.name, member->path, length);
    put_octal(header.mode, sizeof(header.mode), member->mode & 07777);
    put_octal(header.uid, sizeof(header.uid), 0);
    put_octal(header.gid, sizeof(header.gid), 0);
    put_octal(header.size, sizeof(header.size), size > SIZE_MOST ? 0 : size);
    put_octal(header.mtime, sizeof(header.mtime), 0);
    put_octal(header.major, sizeof(header.major), major(member->device));
    put_octal(header.minor, sizeof(header.minor), minor(member->device));
    (void)snprintf(sum, sizeof(sum), "%06o", tar_sum(&header));
    memcpy(header.sum, sum, 7); /* a NUL, and a blank by tradition */
    header.sum[7] = ' ';
    return stream_write(stream, &header, sizeof(header));
}

int tar_write_member(struct stream *stream, const struct tar_member *member)
{
    struct tar_records records = member->records;
    int r = write_header(stream, member, TAR_RECORDS, records.length);
    r = r < 0 ? r : stream_write(stream, records.bytes, records.length);
    r = r < 0 ? r : tar_write_padding(stream, records.length);
    return r < 0 ? r : write_header(stream, member, member->type, member->size);
}

int tar_write_padding(struct stream *stream, uint64_t size)
{
    static const char ZEROS[TAR_BLOCK];
    size_t over = size % TAR_BLOCK;
    return over ? stream_write(stream, ZEROS, TAR_BLOCK - over) : 0;
}

int tar_write_end(struct stream *stream)
{
    static const char ZEROS[2 * TAR_BLOCK];
    return stream_write(stream, ZEROS, sizeof(ZEROS));
}
