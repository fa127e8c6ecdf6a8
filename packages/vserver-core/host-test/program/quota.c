/*
 * Asks for quotas as no tool would: quota QUESTION... as root of the guest, or
 * as user 1000 when it is 'user QUESTION...'. Says the result of each by name,
 * a line each.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dqblk_xfs.h>
#include <linux/quota.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define OWN "/dev/hdv1"

static union {
  struct if_dqblk limits;
  struct if_nextdqblk next;
  struct if_dqinfo info;
  struct fs_quota_stat state;
  struct fs_disk_quota xfs;
} data;

static int by_name(uint32_t command, uint32_t type, const char *device,
                   uint32_t id) {
  return syscall(SYS_quotactl, command << 8 | type, device, id, &data) < 0
             ? errno
             : 0;
}

static int by_file(const char *path, int flags) {
  int fd = open(path, flags);
  if (fd < 0)
    return errno;
  int r = syscall(SYS_quotactl_fd, fd, (uint32_t)Q_GETQUOTA << 8 | USRQUOTA,
                  1000, &data) < 0
              ? errno
              : 0;
  close(fd);
  return r;
}

static int own(void) { return by_name(Q_GETQUOTA, USRQUOTA, OWN, 1000); }
static int own_group(void) { return by_name(Q_GETQUOTA, GRPQUOTA, OWN, 1000); }
static int other(void) { return by_name(Q_GETQUOTA, USRQUOTA, OWN, 1001); }
static int other_group(void) {
  return by_name(Q_GETQUOTA, GRPQUOTA, OWN, 1001);
}
static int next(void) { return by_name(Q_GETNEXTQUOTA, USRQUOTA, OWN, 0); }
static int outside(void) { return by_name(Q_GETQUOTA, USRQUOTA, OWN, 65536); }
static int host_root(void) {
  return by_name(Q_GETQUOTA, USRQUOTA, OWN, 0x70000000);
}
static int project(void) { return by_name(Q_GETQUOTA, PRJQUOTA, OWN, 0); }
static int disk(void) { return by_name(Q_GETQUOTA, USRQUOTA, "/dev/vda", 0); }
static int proc(void) { return by_name(Q_GETQUOTA, USRQUOTA, "/proc", 0); }
static int grace(void) { return by_name(Q_SETINFO, USRQUOTA, OWN, 0); }
static int off(void) { return by_name(Q_QUOTAOFF, USRQUOTA, OWN, 0); }
static int state(void) { return by_name(Q_XGETQSTAT, USRQUOTA, OWN, 0); }
static int sync_all(void) { return by_name(Q_SYNC, USRQUOTA, NULL, 0); }
static int file(void) { return by_file("/home", O_RDONLY | O_DIRECTORY); }
static int path(void) { return by_file("/home", O_PATH); }
static int root_file(void) { return by_file("/", O_RDONLY | O_DIRECTORY); }
static int proc_file(void) { return by_file("/proc", O_RDONLY | O_DIRECTORY); }
static int open_node(void) { return open(OWN, O_RDONLY) < 0 ? errno : 0; }
static int change_node(void) { return chmod(OWN, 0666) < 0 ? errno : 0; }
static int make_node(void) {
  struct stat found;
  if (stat(OWN, &found) < 0)
    return errno;
  return mknod("/home/disk", S_IFBLK | 0600, found.st_rdev) < 0 ? errno : 0;
}
static int other_space(void) {
  return unshare(CLONE_NEWUSER) < 0 ? errno : own();
}

/* What is used cannot be forged: after it, the usage is what it was. */
static int forge(void) {
  int r = own();
  uint64_t used = data.limits.dqb_curspace;
  data.limits.dqb_curspace = used + 4096;
  data.limits.dqb_valid = QIF_ALL;
  r = r ? r : by_name(Q_SETQUOTA, USRQUOTA, OWN, 1000);
  r = r ? r : own();
  return r || data.limits.dqb_curspace == used ? r : EUCLEAN;
}

/* An answer that does not fit where it shall go. */
static int nowhere(void) {
  return syscall(SYS_quotactl, (uint32_t)Q_GETQUOTA << 8 | USRQUOTA, OWN, 1000,
                 8) < 0
             ? errno
             : 0;
}

#define QUESTION(name)                                                         \
  { #name, name }
static const struct {
  const char *name;
  int (*ask)(void);
} QUESTIONS[] = {
    QUESTION(own),         QUESTION(own_group),   QUESTION(other),
    QUESTION(other_group), QUESTION(next),        QUESTION(outside),
    QUESTION(host_root),   QUESTION(project),     QUESTION(disk),
    QUESTION(proc),        QUESTION(grace),       QUESTION(off),
    QUESTION(state),       QUESTION(sync_all),    QUESTION(file),
    QUESTION(path),        QUESTION(root_file),   QUESTION(proc_file),
    QUESTION(open_node),   QUESTION(change_node), QUESTION(make_node),
    QUESTION(forge),       QUESTION(other_space), QUESTION(nowhere),
};

static int ask(const char *name) {
  for (size_t i = 0; i < sizeof(QUESTIONS) / sizeof(QUESTIONS[0]); i++)
    if (!strcmp(QUESTIONS[i].name, name)) {
      int r = QUESTIONS[i].ask();
      return printf("%s %s\n", name, r ? strerrorname_np(r) : "0") < 0;
    }
  return 2;
}

int main(int argc, char **argv) {
  int r = 0, first = 1;
  if (argc > 1 && !strcmp(argv[1], "user")) {
    first = 2;
    if (setgid(1000) < 0 || setuid(1000) < 0)
      return 3;
  }
  for (int i = first; r == 0 && i < argc; i++)
    r = ask(argv[i]);
  return r;
}
