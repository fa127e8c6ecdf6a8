#include "manifest.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DIRECTORY_MAX (256u << 20) /* bytes of names in one directory */

struct walk {
    int pool;
    vs_manifest_line *line;
    void *context;
    struct vs_manifest_totals *totals;
    char path[VS_MANIFEST_PATH_SIZE];
    char text[VS_MANIFEST_LINE_SIZE];
};

/* The names of one directory, NUL-ended one behind the other. */
struct names {
    char *bytes;
    size_t length, room, count;
    const char **sorted;
};

static void free_names(struct names *names)
{
    free(names->bytes);
    free(names->sorted);
}

static int add_name(struct names *names, const char *name)
{
    size_t length = strlen(name) + 1;
    if (names->length + length > names->room) {
        size_t room = names->room ? 2 * names->room : 4096;
        char *bytes = room > DIRECTORY_MAX ? NULL : realloc(names->bytes, room);
        if (!bytes)
            return -ENOMEM;
        names->bytes = bytes;
        names->room = room;
    }
    memcpy(names->bytes + names->length, name, length);
    names->length += length;
    names->count++;
    return 0;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int sort_names(struct names *names)
{
    names->sorted = calloc(names->count + 1, sizeof(*names->sorted));
    if (!names->sorted)
        return -ENOMEM;
    const char *at = names->bytes;
    for (size_t i = 0; i < names->count; i++, at += strlen(at) + 1)
        names->sorted[i] = at;
    qsort(names->sorted, names->count, sizeof(*names->sorted), compare_names);
    return 0;
}

/* Of the root, the pool's hidden name is left out: it is not content. */
static bool is_left_out(const struct walk *walk, const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..") || (!walk->path[0] && !strcmp(name, ".p"));
}

static int read_names(const struct walk *walk, int dir, struct names *ret_names)
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(listing);
        if (!entry)
            return errno ? -errno : sort_names(ret_names);
        int r = is_left_out(walk, entry->d_name) ? 0 : add_name(ret_names, entry->d_name);
        if (r < 0)
            return r;
    }
}

static int walk_directory(struct walk *walk, int dir, size_t length, int depth);

static int walk_entry(struct walk *walk, int dir, const char *name, size_t length, int depth)
{
    cleanup_fd int child = -1;
    size_t size = strlen(name);
    if (length + size + 2 > sizeof(walk->path))
        return -ENAMETOOLONG;
    if (length)
        walk->path[length++] = '/';
    memcpy(walk->path + length, name, size + 1);
    const struct vs_manifest_entry entry = {dir, name, walk->path, walk->pool};
    ssize_t line =
        vs_manifest_describe(&entry, walk->totals, walk->text, sizeof(walk->text), &child);
    if (line < 0)
        return (int)line;
    int r = walk->line(walk->context, walk->text, (size_t)line);
    return r < 0 || child < 0 ? r : walk_directory(walk, child, length + size, depth + 1);
}

static int walk_directory(struct walk *walk, int dir, size_t length, int depth)
{
    struct names names = {0};
    int r = depth > VS_MANIFEST_DEPTH ? -ELOOP : read_names(walk, dir, &names);
    for (size_t i = 0; r == 0 && i < names.count; i++) {
        r = walk_entry(walk, dir, names.sorted[i], length, depth);
        walk->path[length] = '\0';
    }
    free_names(&names);
    return r;
}

int vs_manifest_walk(int root, int pool, vs_manifest_line *line, void *context,
                     struct vs_manifest_totals *ret_totals)
{
    struct walk *walk = calloc(1, sizeof(*walk)); /* beyond what a stack should hold */
    if (!walk)
        return -ENOMEM;
    *ret_totals = (struct vs_manifest_totals){0};
    walk->pool = pool;
    walk->line = line;
    walk->context = context;
    walk->totals = ret_totals;
    int r = walk_directory(walk, root, 0, 0);
    free(walk);
    return r;
}

void vs_checksum_text(const uint8_t digest[VS_SHA256_SIZE], char ret_text[VS_CHECKSUM_TEXT_SIZE])
{
    for (int i = 0; i < VS_SHA256_SIZE; i++)
        (void)snprintf(ret_text + (size_t)i * 2, 3, "%02x", digest[i]);
}
