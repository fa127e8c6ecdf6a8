/* Writes a guest's files into the stream of an archive. */
#pragma once
#include "pool.h"
#include "tar.h"
#include <limits.h>
#include <linux/limits.h>

struct stretch {
    off_t from, to;
};

struct pack {
    struct files *files;
    struct vs_pool pool;
    int links;
    struct stream stream;
    struct tar_records records;
    struct stretch *stretches; /* of the file at hand that are no holes */
    size_t stretches_count, stretches_room;
    bool is_last; /* directories once more, with what they have */
    unsigned nested;
    size_t prefix; /* length of the path that the walk began at */
    char path[PATH_MAX];
    uint64_t members, blocks;
    char names[XATTR_LIST_MAX], value[XATTR_SIZE_MAX];
};

/* All return 0 or -errno. */
/* Everything below data, and the archive's end. */
int pack_members(struct pack *pack, int data);

/* Of the member at hand, whose records come first. */
int pack_mark(struct pack *pack, const char *key, bool is_so);
int pack_number(struct pack *pack, const char *key, uint64_t number);
int pack_member(struct pack *pack, char type, const struct stat *st, uint64_t size);
/* pack-file.c: a regular file whose content is that of fd, where its holes are. */
int pack_content(struct pack *pack, int fd, const struct stat *st);
