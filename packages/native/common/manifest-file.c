/* Manifests in files: written once, compared with the tree later. */
#include "cleanup.h"
#include "kernel.h"
#include "manifest.h"
#include <stdio.h>
#include <string.h>

struct writer {
    FILE *file;
    struct vs_sha256 sum;
};

static int write_line(void *context, const char *line, size_t length)
{
    struct writer *writer = context;
    vs_sha256_add(&writer->sum, line, length);
    vs_sha256_add(&writer->sum, "\n", 1);
    if (fwrite(line, 1, length, writer->file) != length || putc('\n', writer->file) == EOF)
        return errno ? -errno : -EIO;
    return 0;
}

static FILE *open_copy(int file, const char *mode)
{
    int copy = fcntl(file, F_DUPFD_CLOEXEC, 0);
    FILE *stream = copy < 0 ? NULL : fdopen(copy, mode);
    if (!stream && copy >= 0)
        (void)close(copy);
    return stream;
}

int vs_manifest_write(int root, int pool, int file, struct vs_manifest_totals *ret_totals)
{
    uint8_t digest[VS_SHA256_SIZE];
    struct writer writer = {.file = open_copy(file, "w")};
    if (!writer.file)
        return -errno;
    vs_sha256_start(&writer.sum);
    int r = vs_manifest_walk(root, pool, write_line, &writer, ret_totals);
    if (fclose(writer.file) != 0 && r == 0)
        r = -errno;
    vs_sha256_end(&writer.sum, digest);
    vs_checksum_text(digest, ret_totals->checksum);
    return r;
}

/* A merge of two lists in the same order. */
struct comparer {
    FILE *file;
    char *line; /* the next one of the file; length 0: no more */
    size_t room, length;
    struct vs_manifest_difference *difference;
};

static void next_line(struct comparer *comparer)
{
    ssize_t length = getline(&comparer->line, &comparer->room, comparer->file);
    if (length > 0 && comparer->line[length - 1] == '\n')
        comparer->line[--length] = '\0';
    comparer->length = length > 0 ? (size_t)length : 0;
}

/* The path is the tenth word. */
static size_t path_of(const char *line, const char **ret_path)
{
    const char *at = line;
    for (int word = 0; word < 9 && at; word++) {
        at = strchr(at, ' ');
        at = at ? at + 1 : NULL;
    }
    *ret_path = at ? at : "";
    return strcspn(*ret_path, " ");
}

/*
 * Directories are walked by raw names, so a path is compared as one: '/' comes before all other
 * bytes, and an escape counts as the byte it stands for.
 */
static int next_byte(const char **at, const char *end)
{
    if (*at == end)
        return -1;
    if (**at == '/') {
        (*at)++;
        return 0;
    }
    if (**at != '\\' || end - *at < 4)
        return (unsigned char)*(*at)++;
    int value = ((*at)[1] - '0') * 64 + ((*at)[2] - '0') * 8 + ((*at)[3] - '0');
    *at += 4;
    return value;
}

static int compare_paths(const char *left, size_t left_size, const char *right, size_t right_size)
{
    const char *left_end = left + left_size, *right_end = right + right_size;
    for (;;) {
        int one = next_byte(&left, left_end), other = next_byte(&right, right_end);
        if (one != other)
            return one - other;
        if (one < 0)
            return 0;
    }
}

static void tell(struct vs_manifest_difference *difference, const char *path, size_t size,
                 const char *what)
{
    if (!difference->first[0])
        (void)snprintf(difference->first, sizeof(difference->first), "/%.*s %s",
                       size < 200 ? (int)size : 200, path, what);
}

static const char *what_changed(const char *old, const char *now)
{
    static const char *const WORDS[] = {
        "is of another type",   "has another mode", "has another owner",        "has another group",
        "has another size",     "has another time", "has other links",          "has other content",
        "has other attributes", "has another name", "points to something else",
    };
    for (size_t word = 0; word < sizeof(WORDS) / sizeof(WORDS[0]); word++) {
        size_t length = strcspn(old, " ");
        if (length != strcspn(now, " ") || memcmp(old, now, length) != 0)
            return WORDS[word];
        old += length + (old[length] == ' ');
        now += length + (now[length] == ' ');
    }
    return "has changed";
}

/* The file's line has no match in the tree. */
static void pass_missing(struct comparer *comparer)
{
    const char *path;
    size_t size = path_of(comparer->line, &path);
    comparer->difference->missing++;
    tell(comparer->difference, path, size, "is missing");
    next_line(comparer);
}

static int compare_line(void *context, const char *line, size_t length)
{
    struct comparer *comparer = context;
    const char *path, *old;
    size_t size = path_of(line, &path);
    for (;;) {
        int order = -1;
        if (comparer->length) {
            size_t old_size = path_of(comparer->line, &old);
            order = compare_paths(path, size, old, old_size);
        }
        if (order < 0) {
            comparer->difference->added++;
            tell(comparer->difference, path, size, "is new");
            return 0;
        }
        if (order == 0)
            break;
        pass_missing(comparer);
    }
    if (comparer->length != length || memcmp(comparer->line, line, length) != 0) {
        comparer->difference->changed++;
        tell(comparer->difference, path, size, what_changed(comparer->line, line));
    }
    next_line(comparer);
    return 0;
}

int vs_manifest_compare(int root, int pool, int file, struct vs_manifest_difference *ret_difference)
{
    struct vs_manifest_totals totals;
    *ret_difference = (struct vs_manifest_difference){0};
    struct comparer comparer = {.file = open_copy(file, "r"), .difference = ret_difference};
    if (!comparer.file)
        return -errno;
    next_line(&comparer);
    int r = vs_manifest_walk(root, pool, compare_line, &comparer, &totals);
    while (r == 0 && comparer.length)
        pass_missing(&comparer);
    free(comparer.line);
    (void)fclose(comparer.file);
    return r;
}
