/* One line of a manifest. What is read here was put there by strangers. */
#include "cleanup.h"
#include "kernel.h"
#include "manifest.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define LIST_SIZE     65536 /* XATTR_LIST_MAX */
#define VALUE_SIZE    65536 /* XATTR_SIZE_MAX */
#define ATTRIBUTES    128   /* of one file; more are refused */
#define CHUNK         65536
#define REDIRECT_SIZE 64
#define METACOPY      "trusted.overlay.metacopy"
#define REDIRECT      "trusted.overlay.redirect"

static bool begins(const char *text, const char *begin)
{
    return !strncmp(text, begin, strlen(begin));
}

/* Overlay's own attributes say where content is, and labels belong to the host that sets them. */
static bool counts(const char *name)
{
    if (begins(name, "trusted.overlay."))
        return false;
    return !begins(name, "security.") || !strcmp(name, "security.capability");
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int add_value(int fd, const char *name, char *value, struct vs_sha256 *sum)
{
    ssize_t size = fgetxattr(fd, name, value, VALUE_SIZE);
    if (size < 0)
        return -errno;
    uint64_t length = (uint64_t)size;
    vs_sha256_add(sum, name, strlen(name) + 1);
    vs_sha256_add(sum, &length, sizeof(length));
    vs_sha256_add(sum, value, length);
    return 0;
}

/* "-" without attributes. *ret_has_capability: the file gives capabilities to who runs it. */
static int sum_attributes(int fd, char *buffer, char ret_text[VS_CHECKSUM_TEXT_SIZE],
                          bool *ret_has_capability)
{
    const char *names[ATTRIBUTES];
    size_t count = 0;
    struct vs_sha256 sum;
    uint8_t digest[VS_SHA256_SIZE];
    (void)snprintf(ret_text, VS_CHECKSUM_TEXT_SIZE, "-");
    ssize_t size = flistxattr(fd, buffer, LIST_SIZE);
    if (size < 0)
        return errno == EOPNOTSUPP ? 0 : -errno;
    for (const char *at = buffer; at < buffer + size; at += strlen(at) + 1) {
        if (!counts(at))
            continue;
        if (count == ATTRIBUTES)
            return -E2BIG;
        *ret_has_capability |= !strcmp(at, "security.capability");
        names[count++] = at;
    }
    if (count == 0)
        return 0;
    qsort(names, count, sizeof(*names), compare_names);
    vs_sha256_start(&sum);
    for (size_t i = 0; i < count; i++) {
        int r = add_value(fd, names[i], buffer + LIST_SIZE, &sum);
        if (r < 0)
            return r;
    }
    vs_sha256_end(&sum, digest);
    vs_checksum_text(digest, ret_text);
    return 0;
}

/* The file that has the content: fd itself, or the pool's object when fd is a stub. */
static int open_content(const struct vs_manifest_entry *entry, int fd, off_t size)
{
    char redirect[REDIRECT_SIZE] = "";
    struct stat object;
    if (fgetxattr(fd, METACOPY, NULL, 0) < 0)
        return openat(entry->dir, entry->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t length = fgetxattr(fd, REDIRECT, redirect, sizeof(redirect) - 1);
    if (length < 2 || redirect[0] != '/' || entry->pool < 0)
        return -ENODATA;
    cleanup_fd int content =
        vs_openat2(entry->pool, redirect + 1, O_RDONLY | O_NOFOLLOW, 0, VS_RESOLVE_HOSTILE);
    if (content < 0)
        return errno == ENOENT ? -ENODATA : -errno;
    if (fstat(content, &object) < 0)
        return -errno;
    return S_ISREG(object.st_mode) && object.st_size == size ? vs_steal_fd(&content) : -ENODATA;
}

static int sum_content(const struct vs_manifest_entry *entry, int fd, const struct stat *status,
                       char *buffer, char ret_text[VS_CHECKSUM_TEXT_SIZE])
{
    struct vs_sha256 sum;
    uint8_t digest[VS_SHA256_SIZE];
    cleanup_fd int content = open_content(entry, fd, status->st_size);
    if (content < 0)
        return content == -1 ? -errno : content;
    vs_sha256_start(&sum);
    for (;;) {
        ssize_t size = read(content, buffer, CHUNK);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return -errno;
        if (size == 0)
            break;
        vs_sha256_add(&sum, buffer, (size_t)size);
    }
    vs_sha256_end(&sum, digest);
    vs_checksum_text(digest, ret_text);
    return 0;
}

static size_t escape(const char *text, char *ret_text)
{
    size_t length = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at > ' ' && *at < 127 && *at != '\\')
            ret_text[length++] = (char)*at;
        else
            length += (size_t)snprintf(ret_text + length, 5, "\\%03o", *at);
    }
    ret_text[length] = '\0';
    return length;
}

static char type_of(mode_t mode)
{
    static const struct {
        mode_t type;
        char letter;
    } TYPES[] = {{S_IFREG, 'f'},  {S_IFDIR, 'd'}, {S_IFLNK, 'l'}, {S_IFIFO, 'p'},
                 {S_IFSOCK, 's'}, {S_IFBLK, 'b'}, {S_IFCHR, 'c'}};
    for (size_t i = 0; i < sizeof(TYPES) / sizeof(TYPES[0]); i++)
        if ((mode & S_IFMT) == TYPES[i].type)
            return TYPES[i].letter;
    return '?';
}

struct sums {
    char content[VS_CHECKSUM_TEXT_SIZE], attributes[VS_CHECKSUM_TEXT_SIZE];
};

static size_t format(const struct stat *status, const struct sums *sums, const char *path,
                     char *ret_line)
{
    bool is_file = S_ISREG(status->st_mode), is_directory = S_ISDIR(status->st_mode);
    char size[24] = "-", time[40] = "-", links[24] = "-";
    if (is_file)
        (void)snprintf(size, sizeof(size), "%lld", (long long)status->st_size);
    if (!is_directory)
        (void)snprintf(time, sizeof(time), "%lld.%09ld", (long long)status->st_mtim.tv_sec,
                       status->st_mtim.tv_nsec);
    if (!is_directory)
        (void)snprintf(links, sizeof(links), "%llu", (unsigned long long)status->st_nlink);
    int length = snprintf(ret_line, 512, "%c %04o %u %u %s %s %s %s %s ", type_of(status->st_mode),
                          status->st_mode & 07777u, status->st_uid, status->st_gid, size, time,
                          links, sums->content, sums->attributes);
    return (size_t)length + escape(path, ret_line + length);
}

static void count(const struct stat *status, bool has_capability, struct vs_manifest_totals *totals)
{
    totals->entries++;
    if (S_ISREG(status->st_mode))
        totals->bytes += (uint64_t)status->st_size;
    totals->privileged +=
        S_ISREG(status->st_mode) && ((status->st_mode & (S_ISUID | S_ISGID)) || has_capability);
    totals->special += S_ISFIFO(status->st_mode) || S_ISSOCK(status->st_mode);
}

static int sum_file(const struct vs_manifest_entry *entry, const struct stat *seen,
                    struct sums *sums, bool *ret_has_capability, int *ret_fd)
{
    struct stat status;
    cleanup_fd int fd =
        openat(entry->dir, entry->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) < 0)
        return -errno;
    if (status.st_ino != seen->st_ino || (status.st_mode & S_IFMT) != (seen->st_mode & S_IFMT))
        return -ESTALE; /* somebody changes the tree now */
    char *buffer = malloc(LIST_SIZE + VALUE_SIZE);
    if (!buffer)
        return -ENOMEM;
    int r = sum_attributes(fd, buffer, sums->attributes, ret_has_capability);
    if (r == 0 && S_ISREG(status.st_mode))
        r = sum_content(entry, fd, &status, buffer, sums->content);
    free(buffer);
    if (r == 0 && S_ISDIR(status.st_mode))
        *ret_fd = vs_steal_fd(&fd);
    return r;
}

ssize_t vs_manifest_describe(const struct vs_manifest_entry *entry,
                             struct vs_manifest_totals *totals, char ret_line[], size_t size,
                             int *ret_directory)
{
    struct stat status;
    struct sums sums = {.content = "-", .attributes = "-"};
    bool has_capability = false;
    char target[VS_MANIFEST_PATH_SIZE];
    if (size < VS_MANIFEST_LINE_SIZE)
        return -ENOSPC;
    if (fstatat(entry->dir, entry->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
        int r = sum_file(entry, &status, &sums, &has_capability, ret_directory);
        if (r < 0)
            return r;
    }
    count(&status, has_capability, totals);
    size_t length = format(&status, &sums, entry->path, ret_line);
    if (!S_ISLNK(status.st_mode))
        return (ssize_t)length;
    ssize_t end = readlinkat(entry->dir, entry->name, target, sizeof(target) - 1);
    if (end < 0)
        return -errno;
    target[end] = '\0';
    ret_line[length++] = ' ';
    return (ssize_t)(length + escape(target, ret_line + length));
}
