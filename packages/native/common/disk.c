#include "disk.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int vs_disk_of(const char *path, char ret_disk[VS_DISK_SIZE])
{
    struct stat found;
    char directory[64];
    if (stat(path, &found) < 0)
        return -errno;
    (void)snprintf(directory, sizeof(directory), "/sys/dev/block/%u:%u", major(found.st_dev),
                   minor(found.st_dev));
    cleanup_fd int device = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (device < 0)
        return errno == ENOENT ? -ENODEV : -errno;
    bool partition = faccessat(device, "partition", F_OK, 0) == 0;
    int r = vs_file_read(device, partition ? "../dev" : "dev", ret_disk, VS_DISK_SIZE);
    if (r == 0)
        ret_disk[strcspn(ret_disk, "\n")] = '\0';
    return r;
}
