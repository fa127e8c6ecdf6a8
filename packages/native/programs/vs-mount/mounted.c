#include "cleanup.h"
#include "kernel.h"
#include "mount.h"
#include "parse.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The last part of text between both, when it is a guest's name. */
static int take_name(const char *text, const char *before, const char *after, char *ret_guest)
{
    const char *from = NULL;
    for (const char *next = text; (next = strstr(next, before)); next++)
        from = next + strlen(before);
    if (!from)
        return -ENOENT;
    size_t length = strcspn(from, "/");
    if (length >= VS_NAME_SIZE || strcmp(from + length, after) != 0)
        return -ENOENT;
    memset(ret_guest, 0, VS_NAME_SIZE);
    memcpy(ret_guest, from, length);
    return vs_parse_name(ret_guest) < 0 ? -ENOENT : 0;
}

/* As the broker marks what it hands out: an overlay by its source, a tree by its root. */
static int read_line(const char *line, uint64_t id, const char *run, char *ret_guest)
{
    char root[1024], source[1024], prefix[VS_PATH_SIZE + sizeof("/guests/")];
    unsigned long found;
    const char *rest = strstr(line, " - ");
    if (!rest || sscanf(line, "%lu %*s %*s %1023s", &found, root) != 2 || found != id ||
        sscanf(rest, " - %*s %1023s", source) != 1)
        return -ENOENT;
    (void)snprintf(prefix, sizeof(prefix), "%s/guests/", run);
    if (!strncmp(source, prefix, strlen(prefix)))
        return take_name(source, prefix, "", ret_guest);
    /* The storage may be a file system of its own, whose root has no name. */
    return take_name(root, "/guests/", "/data/tree", ret_guest);
}

int find_guest(const char *directory, const char *run, char ret_guest[VS_NAME_SIZE])
{
    struct statx found;
    char *line = NULL;
    size_t size = 0;
    int r = -ENOENT;
    if (statx(AT_FDCWD, directory, AT_SYMLINK_NOFOLLOW, STATX_MNT_ID, &found) < 0)
        return -errno;
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    if (!mounts)
        return -errno;
    while (r == -ENOENT && getline(&line, &size, mounts) > 0) {
        line[strcspn(line, "\n")] = '\0';
        r = read_line(line, found.stx_mnt_id, run, ret_guest);
    }
    free(line);
    (void)fclose(mounts);
    return r;
}
