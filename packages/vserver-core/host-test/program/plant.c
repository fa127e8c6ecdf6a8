/*
 * Fills a directory with every kind of file that a tree can hold, so that what
 * copies or converts trees can be held to keep all of it: `plant DIRECTORY`.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define DEEP 150 /* levels */

static void must(int result, const char *what) {
  if (result >= 0)
    return;
  (void)fprintf(stderr, "plant: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void put(const char *name, char fill, size_t size, mode_t mode) {
  char bytes[512];
  int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  must(fd, name);
  memset(bytes, fill, sizeof(bytes));
  for (size_t done = 0; done < size; done += sizeof(bytes))
    must((int)write(fd, bytes,
                    size - done < sizeof(bytes) ? size - done : sizeof(bytes)),
         name);
  must(fchmod(fd, mode), name);
  (void)close(fd);
}

static void plant_sizes(void) {
  put("empty", 'e', 0, 0644);
  put("small", 's', 100, 0644);
  put("block-less-one", 'b', 4095, 0644);
  put("block", 'b', 4096, 0644);
  put("large", 'l', 300000, 0644);
  put("same-as-large", 'l', 300000, 0644);
  put("private", 'p', 8192, 0600);
  int fd = open("sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  must(fd, "sparse");
  must(ftruncate(fd, 8 << 20), "sparse");
  must((int)pwrite(fd, "data", 4, 5 << 20), "sparse");
  (void)close(fd);
}

static void plant_kinds(void) {
  must(symlink("/nowhere/at all", "link"), "link");
  must(symlink("..", "up"), "up");
  must(mkfifo("fifo", 0620), "fifo");
  must(mknod("socket", S_IFSOCK | 0600, 0), "socket");
  must(mkdir("sticky", 0700), "sticky");
  must(chmod("sticky", 03777), "sticky");
  must(mkdir("empty-directory", 0711), "empty-directory");
  must(link("large", "sticky/other-name"), "other-name");
  must(link("small", "sticky/small-again"), "small-again");
  must(link("link", "sticky/link-again"), "link-again");
}

/* Source: vfs_cap_data, revision 2; posix_acl_xattr_header. */
static void plant_attributes(void) {
  static const uint32_t CAPABILITY[] = {VFS_CAP_REVISION_2 | 1,
                                        1u << CAP_NET_RAW, 0, 0, 0};
  static const struct {
    uint32_t version;
    struct {
      uint16_t tag, permissions;
      uint32_t id;
    } entries[5];
  } ACL = {2,
           {{0x01, 6, 0xffffffff},
            {0x02, 7, 1234},
            {0x04, 4, 0xffffffff},
            {0x10, 7, 0xffffffff},
            {0x20, 4, 0xffffffff}}};
  put("setuid", 'u', 5000, 0755);
  must(chown("setuid", 12, 34), "setuid");
  must(chmod("setuid", 06755), "setuid");
  put("capable", 'c', 5000, 0755);
  must(setxattr("capable", "security.capability", CAPABILITY,
                sizeof(CAPABILITY), 0),
       "capable");
  put("with-acl", 'a', 5000, 0644);
  must(setxattr("with-acl", "system.posix_acl_access", &ACL, sizeof(ACL), 0),
       "with-acl");
  must(setxattr("sticky", "system.posix_acl_default", &ACL, sizeof(ACL), 0),
       "sticky");
  must(setxattr("large", "user.note", "kept", 4, 0), "large");
  must(setxattr("empty-directory", "trusted.note", "kept", 4, 0),
       "empty-directory");
  must(setxattr("small", "user.with=and%3D", "=\n\0", 3, 0), "small");
}

static void plant_names(void) {
  put("\xff\xfe not UTF-8\n", 'n', 5000, 0644);
  put("-rf", 'd', 5000, 0644);
  put(" ", ' ', 5000, 0644);
  char name[256];
  memset(name, 'x', 255);
  name[255] = '\0';
  put(name, 'x', 5000, 0644);
  must(mkdir("\x80", 0755), "name");
  put("\x80/inside", 'i', 5000, 0644);
}

static void plant_times(void) {
  const struct timespec times[] = {
      {.tv_sec = 1000000000, .tv_nsec = 1},
      {.tv_sec = 1234567890, .tv_nsec = 123456789}};
  static const char *const NAMES[] = {"large",  "link",  "fifo",
                                      "sticky", "empty", "setuid"};
  for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
    must(utimensat(AT_FDCWD, NAMES[i], times, AT_SYMLINK_NOFOLLOW), NAMES[i]);
  const struct timespec before_1970[] = {{.tv_sec = -1, .tv_nsec = 5},
                                         {.tv_sec = -7, .tv_nsec = 250000000}};
  must(utimensat(AT_FDCWD, "private", before_1970, 0), "private");
}

static void plant_depth(void) {
  for (int i = 0; i < DEEP; i++) {
    must(mkdir("deeper", 0750), "deeper");
    must(chdir("deeper"), "deeper");
  }
  put("bottom", 'o', 6000, 0644);
}

int main(int argc, char **argv) {
  (void)umask(0);
  if (argc != 2) {
    (void)fprintf(stderr, "usage: plant DIRECTORY\n");
    return 2;
  }
  must(chdir(argv[1]), argv[1]);
  plant_sizes();
  plant_kinds();
  plant_attributes();
  plant_names();
  plant_times();
  plant_depth();
  return 0;
}
