#include "kernel.h"
#include "pack.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_SIZE 24
#define PIECE       65536

static int add_stretch(struct pack *pack, off_t from, off_t to)
{
    if (pack->stretches_count == pack->stretches_room) {
        size_t room = pack->stretches_room ? 2 * pack->stretches_room : 64;
        struct stretch *stretches = realloc(pack->stretches, room * sizeof(*stretches));
        if (!stretches)
            return -ENOMEM;
        pack->stretches = stretches;
        pack->stretches_room = room;
    }
    pack->stretches[pack->stretches_count++] = (struct stretch){from, to};
    return 0;
}

static int find_stretches(struct pack *pack, int fd, off_t size)
{
    pack->stretches_count = 0;
    for (off_t to = 0; to < size;) {
        off_t from = lseek(fd, to, SEEK_DATA);
        if (from < 0 && errno == ENXIO)
            break;
        to = from < 0 ? -1 : lseek(fd, from, SEEK_HOLE);
        int r = to < 0 ? -errno : add_stretch(pack, from, to < size ? to : size);
        if (r < 0)
            return r;
    }
    return 0;
}

static bool is_whole(const struct pack *pack, off_t size)
{
    return size == 0 || (pack->stretches_count == 1 && pack->stretches[0].from == 0 &&
                         pack->stretches[0].to == size);
}

/* Lines of decimal numbers: how many stretches, then of each where it begins and how long it is. */
static int print_map(const struct pack *pack, struct stream *stream, uint64_t *ret_size)
{
    char text[2 * NUMBER_SIZE];
    uint64_t size = 0;
    for (size_t i = 0; i <= pack->stretches_count; i++) {
        const struct stretch *stretch = i ? &pack->stretches[i - 1] : NULL;
        int length = stretch ? snprintf(text, sizeof(text), "%jd\n%jd\n", (intmax_t)stretch->from,
                                        (intmax_t)(stretch->to - stretch->from))
                             : snprintf(text, sizeof(text), "%zu\n", pack->stretches_count);
        int r = stream ? stream_write(stream, text, (size_t)length) : 0;
        if (r < 0)
            return r;
        size += (uint64_t)length;
    }
    *ret_size = size;
    return 0;
}

static int write_stretch(struct pack *pack, int fd, const struct stretch *stretch)
{
    char bytes[PIECE];
    for (off_t at = stretch->from; at < stretch->to;) {
        size_t left = (size_t)(stretch->to - at);
        ssize_t n = pread(fd, bytes, left < sizeof(bytes) ? left : sizeof(bytes), at);
        int r = n <= 0 ? (n < 0 ? -errno : -EIO) : stream_write(&pack->stream, bytes, (size_t)n);
        if (r < 0)
            return r;
        at += n;
    }
    return 0;
}

/* GNU tar wants the end of a file that ends in a hole told. */
static int write_sparse(struct pack *pack, int fd, const struct stat *st)
{
    uint64_t map, size = 0;
    int r = add_stretch(pack, st->st_size, st->st_size);
    r = r < 0 ? r : print_map(pack, NULL, &map);
    for (size_t i = 0; i < pack->stretches_count; i++)
        size += (uint64_t)(pack->stretches[i].to - pack->stretches[i].from);
    uint64_t blocks = (map + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    r = r < 0 ? r : pack_mark(pack, "GNU.sparse.major", true);
    r = r < 0 ? r : tar_add(&pack->records, "GNU.sparse.minor", "0", 1);
    r = r < 0 ? r : tar_add(&pack->records, "GNU.sparse.name", pack->path, strlen(pack->path));
    r = r < 0 ? r : pack_number(pack, TAR_REAL_SIZE, (uint64_t)st->st_size);
    r = r < 0 ? r : pack_number(pack, "size", blocks + size);
    r = r < 0 ? r : pack_member(pack, TAR_FILE, st, blocks + size);
    r = r < 0 ? r : print_map(pack, &pack->stream, &map);
    r = r < 0 ? r : tar_write_padding(&pack->stream, map);
    for (size_t i = 0; r == 0 && i < pack->stretches_count; i++)
        r = write_stretch(pack, fd, &pack->stretches[i]);
    return r < 0 ? r : tar_write_padding(&pack->stream, size);
}

int pack_content(struct pack *pack, int fd, const struct stat *st)
{
    int r = find_stretches(pack, fd, st->st_size);
    if (r == 0 && !is_whole(pack, st->st_size))
        return write_sparse(pack, fd, st);
    r = r < 0 ? r : pack_number(pack, "size", (uint64_t)st->st_size);
    r = r < 0 ? r : pack_member(pack, TAR_FILE, st, (uint64_t)st->st_size);
    if (r == 0 && st->st_size > 0)
        r = write_stretch(pack, fd, &pack->stretches[0]);
    return r < 0 ? r : tar_write_padding(&pack->stream, (uint64_t)st->st_size);
}
