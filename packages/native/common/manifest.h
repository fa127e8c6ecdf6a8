/*
 * The canonical list of a template's tree: one line for each entry, directories in byte order, so
 * that two trees of equal content give equal bytes. It says the same before and after the content
 * went to the pool. Its SHA-256 is the template's checksum.
 *
 * TYPE MODE UID GID SIZE MTIME LINKS CONTENT ATTRIBUTES PATH [TARGET]
 *   TYPE is f, d, l, p, s, b or c; what an entry does not have is "-"; a directory has no MTIME,
 *   since pooling a file touches it; CONTENT and ATTRIBUTES are SHA-256; blanks, backslashes and
 *   bytes that are not printable ASCII stand in a path as \ooo.
 */
#pragma once
#include "sha256.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define VS_MANIFEST_DEPTH     200  /* nested directories; each holds a descriptor */
#define VS_MANIFEST_PATH_SIZE 4096 /* of a path within the tree, unescaped */
#define VS_MANIFEST_LINE_SIZE (8 * VS_MANIFEST_PATH_SIZE + 512)
#define VS_CHECKSUM_TEXT_SIZE (2 * VS_SHA256_SIZE + 1)

struct vs_manifest_totals {
    uint64_t entries;
    uint64_t bytes; /* apparent size of regular files, a hard link counted once for each name */
    uint64_t privileged; /* regular files that are setuid, setgid or have capabilities */
    uint64_t special;    /* FIFOs and sockets */
    char checksum[VS_CHECKSUM_TEXT_SIZE];
};

/* Takes one line without its end; less than 0 ends the walk with this error. */
typedef int vs_manifest_line(void *context, const char *line, size_t length);

/*
 * Walks the tree. pool: directory of the storage's content pool, for trees whose files are stubs;
 * -1 when there is none. 0 or -errno: ELOOP too deep, ENAMETOOLONG a longer path than a guest could
 * open, ENODATA a stub whose object is missing or has another size.
 */
int vs_manifest_walk(int root, int pool, vs_manifest_line *line, void *context,
                     struct vs_manifest_totals *ret_totals);

/* Walks and writes the lines to a file. 0 or -errno. */
int vs_manifest_write(int root, int pool, int file, struct vs_manifest_totals *ret_totals);

struct vs_manifest_difference {
    uint64_t missing, added, changed;
    char first[256]; /* one sentence about the first; "" when there is none */
};

/* Walks and compares with a manifest that was written before. 0, whatever the outcome, or -errno.
 */
int vs_manifest_compare(int root, int pool, int file,
                        struct vs_manifest_difference *ret_difference);

/* manifest-entry.c: the line of one entry. */
struct vs_manifest_entry {
    int dir; /* directory that holds it */
    const char *name;
    const char *path; /* from the root, for the line */
    int pool;
};
/* Returns the line's length or -errno; *ret_directory is an open descriptor for a directory. */
ssize_t vs_manifest_describe(const struct vs_manifest_entry *entry,
                             struct vs_manifest_totals *totals, char ret_line[], size_t size,
                             int *ret_directory);

/* Digits of a digest. */
void vs_checksum_text(const uint8_t digest[VS_SHA256_SIZE], char ret_text[VS_CHECKSUM_TEXT_SIZE]);
