/* Turns on simple quota of the btrfs that a directory is on; Debian 12's
 * btrfs-progs cannot yet. */
#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#define ENABLE_SIMPLE_QUOTA 4 /* Linux 6.7, linux/btrfs.h */

int main(int argc, char **argv) {
  struct btrfs_ioctl_quota_ctl_args control = {.cmd = ENABLE_SIMPLE_QUOTA};
  int dir = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (dir < 0 || ioctl(dir, BTRFS_IOC_QUOTA_CTL, &control) < 0) {
    fprintf(stderr, "simple-quota: %s\n", strerror(errno));
    return 1;
  }
  return 0;
}
