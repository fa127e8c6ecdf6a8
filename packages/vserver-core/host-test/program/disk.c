/*
 * Uses up disk space and inodes, and tries to get away from the limit: `disk
 * WHAT [ARGUMENT]...` prints one line, "made NUMBER: ERROR" or "ERROR".
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/quota.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PIECE 4096
#define FILE_SETATTR 469 /* Linux 6.17 */
#define FIRST_PROJECT 0x56000000u

/* Linux 6.17, linux/fs.h. */
struct file_attr {
  uint64_t fa_xflags;
  uint32_t fa_extsize, fa_nextents, fa_projid, fa_cowextsize;
};

static int say(long made) {
  (void)printf("made %ld: %s\n", made, errno ? strerror(errno) : "all");
  return 0;
}

static int say_error(long result) {
  (void)printf("%s\n", result < 0 ? strerror(errno) : "done");
  return 0;
}

/* write FILE BYTES */
static int write_file(int fd, long bytes) {
  static char piece[PIECE];
  long done = 0;
  if (fd < 0)
    return say(0);
  memset(piece, 0x56, sizeof(piece));
  errno = 0;
  while (done < bytes && write(fd, piece, sizeof(piece)) == PIECE)
    done += PIECE;
  (void)fsync(fd);
  return say(done);
}

static int do_write(char **arguments) {
  return write_file(open(arguments[0], O_WRONLY | O_CREAT | O_APPEND, 0644),
                    atol(arguments[1]));
}

/* A file without a name; overlay makes none at once before Linux 6.3. */
static int do_nameless(char **arguments) {
  int fd = open(arguments[0], O_TMPFILE | O_RDWR, 0600);
  if (fd < 0 && errno == EOPNOTSUPP && chdir(arguments[0]) == 0) {
    fd = open("nameless", O_RDWR | O_CREAT | O_EXCL, 0600);
    (void)unlink("nameless");
  }
  return write_file(fd, atol(arguments[1]));
}

static int do_fallocate(char **arguments) {
  long done = 0, bytes = atol(arguments[1]);
  int fd = open(arguments[0], O_WRONLY | O_CREAT, 0644);
  errno = 0;
  while (done < bytes && fallocate(fd, 0, done, PIECE) == 0)
    done += PIECE;
  return say(done);
}

/* KIND DIRECTORY COUNT */
static int do_make(char **arguments) {
  long made = 0, count = atol(arguments[2]);
  const char *kind = arguments[0];
  (void)mkdir(arguments[1], 0755);
  if (chdir(arguments[1]) < 0)
    return say_error(-1);
  for (errno = 0; made < count; made++) {
    char name[32];
    int r;
    (void)snprintf(name, sizeof(name), "%s%ld", kind, made);
    if (!strcmp(kind, "directory"))
      r = mkdir(name, 0755);
    else if (!strcmp(kind, "symlink"))
      r = symlink("target", name);
    else if (!strcmp(kind, "fifo"))
      r = mkfifo(name, 0644);
    else if ((r = open(name, O_WRONLY | O_CREAT | O_EXCL, 0644)) >= 0)
      (void)close(r);
    if (r < 0)
      break;
  }
  return say(made);
}

/* df as the guest sees it. */
static int do_df(char **arguments) {
  struct statvfs found;
  if (statvfs(arguments[0], &found) < 0)
    return say_error(-1);
  (void)printf("%llu %llu %llu %llu\n",
               (unsigned long long)found.f_blocks * found.f_frsize,
               (unsigned long long)found.f_bfree * found.f_frsize,
               (unsigned long long)found.f_files,
               (unsigned long long)found.f_ffree);
  return 0;
}

static int do_project(char **arguments) {
  struct fsxattr attributes;
  int fd = open(arguments[0], O_RDONLY | O_NONBLOCK);
  if (fd < 0 || ioctl(fd, FS_IOC_FSGETXATTR, &attributes) < 0)
    return say_error(-1);
  attributes.fsx_projid = (uint32_t)strtoul(arguments[1], NULL, 0);
  return say_error(ioctl(fd, FS_IOC_FSSETXATTR, &attributes));
}

/* What makes new files get the number. */
static int do_inherit(char **arguments) {
  struct fsxattr attributes;
  int fd = open(arguments[0], O_RDONLY | O_NONBLOCK);
  if (fd < 0 || ioctl(fd, FS_IOC_FSGETXATTR, &attributes) < 0)
    return say_error(-1);
  if (!(attributes.fsx_xflags & FS_XFLAG_PROJINHERIT))
    return say_error((errno = ENOENT, -1));
  attributes.fsx_xflags &= ~(uint32_t)FS_XFLAG_PROJINHERIT;
  return say_error(ioctl(fd, FS_IOC_FSSETXATTR, &attributes));
}

/* The same by the flags of chattr(1), `chattr -P`. */
static int do_flags(char **arguments) {
  int flags;
  int fd = open(arguments[0], O_RDONLY | O_NONBLOCK);
  if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
    return say_error(-1);
  if (!(flags & FS_PROJINHERIT_FL))
    return say_error((errno = ENOENT, -1));
  flags &= ~FS_PROJINHERIT_FL;
  return say_error(ioctl(fd, FS_IOC_SETFLAGS, &flags));
}

static int do_setattr(char **arguments) {
  struct file_attr attributes = {.fa_projid = 0};
  return say_error(syscall(FILE_SETATTR, AT_FDCWD, arguments[0], &attributes,
                           sizeof(attributes), 0));
}

/* Its own limit, by the only call that does not need the device. */
static int do_quota(char **arguments) {
  struct if_dqblk block = {.dqb_valid = QIF_LIMITS};
  int fd = open(arguments[0], O_RDONLY);
  for (uint32_t project = FIRST_PROJECT; project < FIRST_PROJECT + 8; project++)
    if (syscall(SYS_quotactl_fd, fd, QCMD(Q_SETQUOTA, PRJQUOTA), project,
                &block) == 0)
      return say_error(0);
  return say_error(-1);
}

static const struct {
  const char *name;
  int arguments;
  int (*run)(char **arguments);
} COMMANDS[] = {
    {"write", 2, do_write},
    {"nameless", 2, do_nameless},
    {"fallocate", 2, do_fallocate},
    {"make", 3, do_make},
    {"df", 1, do_df},
    {"project", 2, do_project},
    {"inherit", 1, do_inherit},
    {"flags", 1, do_flags},
    {"setattr", 1, do_setattr},
    {"quota", 1, do_quota},
};

int main(int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < sizeof(COMMANDS) / sizeof(COMMANDS[0]);
       i++)
    if (!strcmp(argv[1], COMMANDS[i].name) && argc - 2 == COMMANDS[i].arguments)
      return COMMANDS[i].run(argv + 2);
  return 2;
}
