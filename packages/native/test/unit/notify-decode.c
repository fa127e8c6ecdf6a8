/* What may be asked for by an answered system call, and every way to ask for more. */
#include "notify-decode.h"
#include "check.h"
#include "protocol.h"
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static struct vs_notify_act act;

static struct vs_notify_copy text(const char *bytes)
{
    return (struct vs_notify_copy){bytes, bytes ? strlen(bytes) + 1 : 0};
}

static int decode_name(int call, const char *bytes, uint64_t length)
{
    uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {0x1000, length};
    struct vs_notify_want wants[VS_NOTIFY_ARGUMENTS];
    struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {{0}};
    vs_notify_wants(call, arguments, wants);
    CHECK(wants[0].size <= VS_NOTIFY_NAME_MAX && !wants[0].text && wants[1].size == 0);
    if (bytes && wants[0].size)
        copies[0] = (struct vs_notify_copy){bytes, wants[0].size};
    return vs_notify_decode(VS_CCAP_HOSTNAME, call, arguments, copies, &act);
}

static void test_names(void)
{
    char longest[65];
    memset(longest, 'x', sizeof(longest));
    CHECK(decode_name(SYS_sethostname, "web1", 4) == 0);
    CHECK(act.kind == VS_NOTIFY_HOSTNAME && act.name.length == 4);
    CHECK(!memcmp(act.name.bytes, "web1", 4));
    CHECK(decode_name(SYS_setdomainname, longest, 64) == 0 && act.kind == VS_NOTIFY_DOMAINNAME);
    CHECK(decode_name(SYS_sethostname, longest, 65) == -EINVAL);
    CHECK(decode_name(SYS_sethostname, "x", (uint64_t)-1) == -EINVAL);
    /* An int: the kernel does not look at the high half. */
    CHECK(decode_name(SYS_sethostname, "x", 1ull << 32 | 1) == 0 && act.name.length == 1);
    CHECK(decode_name(SYS_sethostname, "", 0) == 0 && act.name.length == 0);
    CHECK(decode_name(SYS_sethostname, NULL, 4) == -EFAULT);
    CHECK(decode_name(SYS_sethostname, "a\nb", 3) == -EINVAL);
    CHECK(decode_name(SYS_sethostname, "a\0b", 3) == -EINVAL);
    CHECK(decode_name(SYS_sethostname, "a\x9b", 2) == -EINVAL);
}

static int decode_limit(int call, const uint64_t *values, uint64_t pid, uint64_t resource)
{
    int at = call == SYS_prlimit64 ? 2 : 1;
    uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {pid, resource, 0x1000, 0x2000};
    struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {{0}};
    if (call == SYS_setrlimit)
        arguments[0] = resource;
    if (values)
        copies[at] = (struct vs_notify_copy){(const char *)values, 16};
    return vs_notify_decode(VS_CCAP_RLIMIT, call, arguments, copies, &act);
}

static void test_limits(void)
{
    static const uint64_t FITS[] = {10, 20}, INVERTED[] = {20, 10};
    CHECK(decode_limit(SYS_prlimit64, FITS, 5, RLIMIT_NOFILE) == 0);
    CHECK(act.kind == VS_NOTIFY_RLIMIT && act.rlimit.pid == 5 && act.rlimit.resource == 7);
    CHECK(act.rlimit.soft == 10 && act.rlimit.hard == 20 && act.rlimit.old_address == 0x2000);
    CHECK(decode_limit(SYS_setrlimit, FITS, 5, RLIMIT_CORE) == 0);
    CHECK(act.rlimit.pid == 0 && act.rlimit.resource == 4 && act.rlimit.old_address == 0);
    CHECK(decode_limit(SYS_prlimit64, INVERTED, 0, RLIMIT_NOFILE) == -EINVAL);
    CHECK(decode_limit(SYS_prlimit64, NULL, 0, RLIMIT_NOFILE) == -EFAULT);
    CHECK(decode_limit(SYS_prlimit64, FITS, 0, RLIM_NLIMITS) == -EINVAL);
    CHECK(decode_limit(SYS_setrlimit, FITS, 0, UINT64_MAX) == -EINVAL);
    CHECK(decode_limit(SYS_prlimit64, FITS, (uint64_t)-1, RLIMIT_NOFILE) == -ESRCH);
}

static int decode_socket(uint64_t family, uint64_t type, uint64_t protocol)
{
    const uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {family, type, protocol};
    const struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {{0}};
    return vs_notify_decode(VS_CCAP_RAW_ICMP, SYS_socket, arguments, copies, &act);
}

static void test_sockets(void)
{
    CHECK(decode_socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP) == 0);
    CHECK(act.kind == VS_NOTIFY_SOCKET && act.socket.type == SOCK_RAW);
    CHECK(act.socket.close_on_exec && !act.socket.non_blocking);
    CHECK(decode_socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMPV6) == 0);
    CHECK(!act.socket.close_on_exec && act.socket.non_blocking);
    CHECK(decode_socket(AF_INET, SOCK_RAW, IPPROTO_RAW) == -EPERM);
    CHECK(decode_socket(AF_INET, SOCK_RAW, IPPROTO_ICMPV6) == -EPERM);
    CHECK(decode_socket(AF_INET, SOCK_PACKET, IPPROTO_ICMP) == -EPERM);
    CHECK(decode_socket(AF_PACKET, SOCK_RAW, IPPROTO_ICMP) == -EPERM);
    CHECK(decode_socket(AF_INET, SOCK_RAW | 0x10000, IPPROTO_ICMP) == -EINVAL);
}

struct asked {
    const char *source, *target, *type, *data;
    uint64_t flags;
};

static int decode_mount(struct asked asked)
{
    const uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {1, 1, 1, asked.flags, 1};
    const struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {
        text(asked.source), text(asked.target), text(asked.type), {0}, text(asked.data)};
    return vs_notify_decode(VS_CCAP_MOUNT, SYS_mount, arguments, copies, &act);
}

#define SAFE       (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
#define MOUNT(...) decode_mount((struct asked){__VA_ARGS__})

static void test_tmpfs(void)
{
    CHECK(MOUNT("none", "/t", "tmpfs", NULL, 0) == 0);
    CHECK(act.kind == VS_NOTIFY_TMPFS && act.mount.set == SAFE && act.mount.option_count == 0);
    CHECK(!strcmp(act.mount.target, "/t"));
    CHECK(MOUNT(NULL, "t", "tmpfs", "size=5%,mode=0700,", 0xc0ed0000 | MS_RDONLY | MS_NOEXEC) == 0);
    CHECK(act.mount.set == (SAFE | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC));
    CHECK(act.mount.option_count == 2 && !strcmp(act.mount.options[0].key, "size"));
    CHECK(!strcmp(act.mount.options[0].value, "5%") && !strcmp(act.mount.options[1].key, "mode"));
    CHECK(MOUNT("none", "/t", "tmpfs", "size=1,mpol=bind:0", 0) == -EINVAL);
    CHECK(MOUNT("none", "/t", "tmpfs", "size", 0) == -EINVAL);
    CHECK(MOUNT("none", "/t", "tmpfs", "size=", 0) == -EINVAL);
    CHECK(MOUNT("none", "/t", "tmpfs", "huge=always", 0) == -EINVAL);
    CHECK(MOUNT("none", "/t", "tmpfs", "size=1234567890123456789012345", 0) == -EINVAL);
    CHECK(MOUNT("none", "/t", "tmpfs", "uid=0,gid=0,uid=0,gid=0,uid=0,gid=0,uid=0,gid=0,uid=0",
                0) == -EINVAL);
    CHECK(MOUNT("none", NULL, "tmpfs", NULL, 0) == -EFAULT);
    CHECK(MOUNT("none", "", "tmpfs", NULL, 0) == -ENOENT);
    CHECK(MOUNT("none", "/t", "tmpfs", NULL, MS_MANDLOCK) == -EPERM);
}

static void test_other_mounts(void)
{
    static const char *const TYPES[] = {"proc", "sysfs", "overlay", "ext4", "tmpfs2", "", NULL};
    for (size_t i = 0; i < sizeof(TYPES) / sizeof(TYPES[0]); i++)
        CHECK(MOUNT("none", "/t", TYPES[i], NULL, 0) == -EPERM);
    CHECK(MOUNT("/s", "/t", NULL, NULL, MS_MOVE) == -EPERM);
    CHECK(MOUNT("/s", "/t", NULL, NULL, MS_SHARED) == -EPERM);
    CHECK(MOUNT("/s", "/t", NULL, NULL, MS_BIND | MS_REC) == 0);
    CHECK(act.kind == VS_NOTIFY_BIND && act.mount.recursive && act.mount.set == SAFE);
    CHECK(!strcmp(act.mount.source, "/s"));
    CHECK(MOUNT(NULL, "/t", NULL, NULL, MS_BIND) == -EFAULT);
    CHECK(MOUNT(NULL, "/t", NULL, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY) == 0);
    CHECK(act.kind == VS_NOTIFY_REMOUNT && act.mount.set == (SAFE | MOUNT_ATTR_RDONLY));
    CHECK(act.mount.clear == (MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NODIRATIME));
    CHECK(MOUNT(NULL, "/t", NULL, "size=1g", MS_REMOUNT) == -EPERM);
    CHECK(MOUNT(NULL, "/t", NULL, NULL, MS_REMOUNT | MS_I_VERSION) == -EPERM);
}

static void test_unmounts(void)
{
    static const uint64_t FLAGS[] = {0, MNT_DETACH, UMOUNT_NOFOLLOW, MNT_FORCE, MNT_EXPIRE, 0x100};
    static const int RESULTS[] = {0, 0, 0, -EPERM, -EPERM, -EINVAL};
    const struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {text("/t")};
    for (size_t i = 0; i < sizeof(FLAGS) / sizeof(FLAGS[0]); i++) {
        const uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {1, FLAGS[i]};
        CHECK(vs_notify_decode(VS_CCAP_MOUNT, SYS_umount2, arguments, copies, &act) == RESULTS[i]);
    }
}

/* Without its NUL a text is no text, however long it is. */
static void test_unfinished_texts(void)
{
    static char endless[PATH_MAX];
    memset(endless, 'a', sizeof(endless));
    const uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {1, 1, 1, 0, 1};
    struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {
        text("s"), {endless, sizeof(endless)}, text("tmpfs")};
    CHECK(vs_notify_decode(VS_CCAP_MOUNT, SYS_mount, arguments, copies, &act) == -ENAMETOOLONG);
    copies[1] = text("/t");
    copies[2] = (struct vs_notify_copy){endless, sizeof(endless)};
    CHECK(vs_notify_decode(VS_CCAP_MOUNT, SYS_mount, arguments, copies, &act) == -EPERM);
    copies[2] = text("tmpfs");
    copies[4] = (struct vs_notify_copy){endless, sizeof(endless)};
    CHECK(vs_notify_decode(VS_CCAP_MOUNT, SYS_mount, arguments, copies, &act) == -EINVAL);
}

static void test_only_what_is_brokered(void)
{
    static const int CALLS[] = {SYS_sethostname, SYS_setdomainname, SYS_prlimit64,
                                SYS_setrlimit,   SYS_socket,        SYS_mount,
                                SYS_umount2,     SYS_quotactl,      SYS_quotactl_fd};
    const uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {0};
    const struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {{0}};
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        CHECK(vs_notify_decode(0, CALLS[i], arguments, copies, &act) == -EPERM);
    CHECK(vs_notify_decode(VS_CCAP_ALL, SYS_read, arguments, copies, &act) == -ENOSYS);
}

int main(void)
{
    test_names();
    test_limits();
    test_sockets();
    test_tmpfs();
    test_other_mounts();
    test_unmounts();
    test_unfinished_texts();
    test_only_what_is_brokered();
    return 0;
}
