#include "cleanup.h"
#include "file.h"
#include "image.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define LOCK       "../images.lock"
#define OVERCOMMIT "../image-overcommit" /* percent, by the host's owner */
#define STRICT     100

uint64_t vs_image_unwritten(int dir, const char *name)
{
    char path[300];
    struct stat image;
    (void)snprintf(path, sizeof(path), "%s/" VS_IMAGE_NAME, name);
    if (fstatat(dir, path, &image, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    uint64_t written = (uint64_t)image.st_blocks * 512;
    return written < (uint64_t)image.st_size ? (uint64_t)image.st_size - written : 0;
}

static int sum_promised(int guests, const char *but, uint64_t *ret_bytes)
{
    uint64_t bytes = 0;
    int copy = openat(guests, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (struct dirent *entry; (entry = readdir(listing));)
        if (entry->d_name[0] != '.' && !(but && !strcmp(entry->d_name, but)))
            bytes += vs_image_unwritten(guests, entry->d_name);
    *ret_bytes = bytes;
    return 0;
}

static uint64_t overcommit_percent(int guests)
{
    uint64_t percent;
    return vs_file_read_u64(guests, OVERCOMMIT, &percent) < 0 || percent > 100000 ? STRICT
                                                                                  : percent;
}

int vs_image_reserve(int guests, uint64_t bytes, const char *instead)
{
    struct statvfs storage;
    uint64_t promised = 0;
    cleanup_lock int lock = openat(guests, LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) < 0 || fstatvfs(guests, &storage) < 0)
        return -errno;
    int r = sum_promised(guests, instead, &promised);
    if (r < 0)
        return r;
    uint64_t free_bytes = (uint64_t)storage.f_bavail * storage.f_frsize;
    if (bytes > VS_IMAGE_MAX || promised + bytes > free_bytes / 100 * overcommit_percent(guests))
        return -ENOSPC;
    return vs_steal_fd(&lock);
}
