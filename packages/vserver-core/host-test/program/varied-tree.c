/*
 * `varied-tree DIRECTORY`: fills it with everything that a listing can show: types, modes, owners,
 * times, links, attributes, ACLs, names of any bytes; large and small, equal and different files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

static void need(int result, const char *what)
{
    if (result >= 0)
        return;
    (void)fprintf(stderr, "varied-tree: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int make_file(const char *name, size_t size, unsigned seed)
{
    static uint8_t bytes[1 << 20];
    int file = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    need(file, name);
    for (size_t at = 0; at < size; at++)
        bytes[at] = (uint8_t)((at * 31 + at / 253) ^ seed);
    need((int)write(file, bytes, size), name);
    return file;
}

/* Source: linux/posix_acl_xattr.h: version, then tag, permissions and id of each entry. */
static void set_acl(int file, const char *name)
{
    static const uint16_t ENTRIES[][4] = {{0x01, 6, 0xffff, 0xffff},
                                          {0x02, 4, 1000, 0},
                                          {0x04, 4, 0xffff, 0xffff},
                                          {0x10, 4, 0xffff, 0xffff},
                                          {0x20, 4, 0xffff, 0xffff}};
    uint8_t acl[4 + sizeof(ENTRIES)] = {2};
    memcpy(acl + 4, ENTRIES, sizeof(ENTRIES));
    need(fsetxattr(file, name, acl, sizeof(acl), 0), name);
}

/* Source: linux/capability.h, struct vfs_cap_data, revision 2: CAP_NET_RAW, effective. */
static void set_capability(int file)
{
    static const uint8_t CAPABILITY[20] = {1, 0, 0, 2, 0, 0x20};
    need(fsetxattr(file, "security.capability", CAPABILITY, sizeof(CAPABILITY), 0), "capability");
}

static void set_times(const char *path, long second, long nanosecond)
{
    const struct timespec times[] = {{.tv_sec = second}, {second, nanosecond}};
    need(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), path);
}

static void make_files(void)
{
    (void)close(make_file("small", 100, 1));
    (void)close(make_file("just-large", 4096, 2));
    (void)close(make_file("equal-one", 20000, 3));
    (void)close(make_file("equal-two", 20000, 3));
    (void)close(make_file("large", 300001, 4));
    (void)close(make_file("empty", 0, 0));
    int file = make_file("setuid", 9000, 5);
    need(fchown(file, 1000, 1001), "chown");
    need(fchmod(file, 06755), "chmod");
    (void)close(file);
    file = make_file("attributes", 9000, 6);
    need(fsetxattr(file, "user.note", "kept", 4, 0), "user.note");
    set_acl(file, "system.posix_acl_access");
    (void)close(file);
    file = make_file("capability", 9000, 7);
    set_capability(file);
    (void)close(file);
    file = make_file("private", 9000, 8);
    need(fchmod(file, 0600), "chmod");
    (void)close(file);
    file = make_file("holes", 4096, 9);
    need(ftruncate(file, 1 << 20), "truncate");
    (void)close(file);
    (void)close(make_file("any \377\n\\name", 9000, 10));
}

static void make_links(void)
{
    need(mkdir("deeper", 0750), "mkdir");
    (void)close(make_file("linked", 50000, 11));
    need(link("linked", "deeper/linked-too"), "link");
    need(link("linked", "deeper/and-so"), "link");
    need(symlink("../linked", "deeper/symbolic"), "symlink");
    need(symlink("/no/where \377", "dangling"), "symlink");
    need(mknod("device", S_IFCHR | 0660, makedev(1, 3)), "mknod");
    need(mkfifo("fifo", 0640), "mkfifo");
    need(mknod("socket", S_IFSOCK | 0755, 0), "mknod");
    int directory = open("deeper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    need(directory, "deeper");
    set_acl(directory, "system.posix_acl_default");
    need(fchmod(directory, 03750), "chmod");
    (void)close(directory);
}

int main(int argc, char **argv)
{
    static const char *const TIMED[] = {"large", "setuid", "attributes", "linked", "deeper"};
    (void)umask(022);
    need(argc == 2 ? chdir(argv[1]) : -1, "chdir");
    make_files();
    make_links();
    for (size_t i = 0; i < sizeof(TIMED) / sizeof(TIMED[0]); i++)
        set_times(TIMED[i], 1000000000L + (long)i, 123456789L + (long)i);
    set_times("dangling", 5, 6);
    set_times(".", 1234567890, 987654321);
    return 0;
}
