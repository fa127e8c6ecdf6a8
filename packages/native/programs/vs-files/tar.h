/*
 * The members of an archive, as POSIX describes them (pax(1), "pax Interchange Format"), so that
 * GNU tar can read it too. What tar has no words for are records of our own; sparse files are as
 * GNU tar has them ("PAX Format, Version 1.0").
 */
#pragma once
#include "stream.h"
#include <sys/stat.h>

#define TAR_BLOCK       512
#define TAR_RECORDS_MAX (64u << 20) /* more than any file system keeps of attributes of a file */

#define TAR_XATTR     "SCHILY.xattr."
#define TAR_REAL_SIZE "GNU.sparse.realsize"
#define TAR_POOLED    "VSERVER.pooled" /* its content was an object of the pool */
#define TAR_SOCKET    "VSERVER.socket"
#define TAR_LAST      "VSERVER.last" /* of a directory in which nothing is made any more */

enum tar_type {
    TAR_FILE = '0',
    TAR_LINK = '1',
    TAR_SYMLINK = '2',
    TAR_CHARACTER = '3',
    TAR_BLOCK_DEVICE = '4',
    TAR_DIRECTORY = '5',
    TAR_FIFO = '6',
    TAR_RECORDS = 'x',
};

struct tar_records {
    char *bytes;
    size_t length, room;
};

struct tar_member {
    char type; /* enum tar_type */
    mode_t mode;
    dev_t device;
    uint64_t size; /* of what follows in the stream */
    struct tar_records records;
    /* From the records. */
    const char *path, *link;
    uid_t uid;
    gid_t gid;
    struct timespec times[2]; /* of access, of change */
    uint64_t real_size;
    bool is_sparse, is_pooled, is_socket, is_last;
};

/* All return 0 or -errno. tar-write.c */
int tar_add(struct tar_records *records, const char *key, const void *value, size_t size);
/* Owner, times and path, which every member has. */
int tar_add_basics(struct tar_records *records, const char *path, const struct stat *st);
/* The member's records and header; member->size bytes and tar_write_padding() have to follow. */
int tar_write_member(struct stream *stream, const struct tar_member *member);
int tar_write_padding(struct stream *stream, uint64_t size);
int tar_write_end(struct stream *stream);

/* tar-read.c */
/* 1: there is one, whose records stay until the next; 0: the archive's end. EBADMSG: not ours. */
int tar_read_member(struct stream *stream, struct tar_member *member);
int tar_read_padding(struct stream *stream, uint64_t size);
/* The next record that begins so, from *at on, its name after that. False when there is none. */
bool tar_next(const struct tar_records *records, const char *begin, size_t *at,
              const char **ret_name, const char **ret_value, size_t *ret_size);

void tar_free(struct tar_records *records);
/* The key of an extended attribute and its name; '=' ends a key, so tar writes it as %3D. */
int tar_attribute_key(const char *name, char *ret_key, size_t size);
int tar_attribute_name(const char *key, char *ret_name, size_t size); /* after TAR_XATTR */

struct tar_header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
    char type;
    char link[100], magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155];
    char unused[12];
};
_Static_assert(sizeof(struct tar_header) == TAR_BLOCK, "no padding");

/* The sum of the header's bytes, its own field taken as blanks. */
unsigned tar_sum(const struct tar_header *header);
