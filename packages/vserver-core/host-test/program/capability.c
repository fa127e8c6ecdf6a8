/*
 * One act for each capability whose effect can be seen inside a user namespace:
 * `capability NAME` prints "done" or the error. Needs /root/foreign (owner 1:1,
 * mode 0600) and /root/group (owner 0:1).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#define FOREIGN      "/root/foreign"
#define CHOWN_NUMBER 0

/* A process of user 1, which waits to be killed. */
static pid_t stranger(void)
{
    int ready[2];
    char byte;
    if (pipe(ready) < 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        if (setresuid(1, 1, 1) < 0 || prctl(PR_SET_DUMPABLE, 1) < 0 || write(ready[1], "", 1) < 0)
            _exit(1);
        for (;;)
            pause();
    }
    return read(ready[0], &byte, 1) == 1 ? pid : -1;
}

/* A segment of user 1 that nobody else may use. */
static int segment_of_stranger(void)
{
    int pass[2], segment = -1;
    if (pipe(pass) < 0)
        return -1;
    if (fork() == 0) {
        segment = setresuid(1, 1, 1) < 0 ? -1 : shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
        _exit(write(pass[1], &segment, sizeof(segment)) < 0);
    }
    (void)!read(pass[0], &segment, sizeof(segment));
    return segment;
}

static int new_file(void)
{
    return open("/root/own", O_CREAT | O_RDWR, 0644);
}

static bool may_chown(void)
{
    return fchown(new_file(), 1, 1) == 0;
}

static bool may_write_foreign(void)
{
    return open(FOREIGN, O_WRONLY) >= 0;
}

static bool may_read_foreign(void)
{
    return open(FOREIGN, O_RDONLY) >= 0;
}

static bool may_chmod_foreign(void)
{
    return chmod(FOREIGN, 0600) == 0;
}

/* Without the capability the call succeeds and the bit is missing. */
static bool may_set_group_bit(void)
{
    struct stat status;
    errno = EPERM;
    return chmod("/root/group", 02755) == 0 && stat("/root/group", &status) == 0 &&
           (status.st_mode & S_ISGID);
}

static bool may_kill(void)
{
    return kill(stranger(), 0) == 0;
}

static bool may_set_gid(void)
{
    return setgid(1) == 0;
}

static bool may_set_uid(void)
{
    return setuid(1) == 0;
}

static bool may_drop_bound(void)
{
    return prctl(PR_CAPBSET_DROP, CHOWN_NUMBER, 0, 0, 0) == 0;
}

static bool may_bind_low_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
    return bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof(address)) == 0;
}

static bool may_chroot(void)
{
    return chroot("/") == 0;
}

static bool may_trace(void)
{
    return ptrace(PTRACE_SEIZE, stranger(), NULL, NULL) == 0;
}

/* A command that no pid namespace knows is looked at only after the capability.
 */
static bool may_reboot(void)
{
    return syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_CAD_OFF,
                   NULL) == 0 ||
           errno == EINVAL;
}

static bool may_set_file_capability(void)
{
    static const struct {
        unsigned magic, data[4];
    } VALUE = {0x02000000, {1}};
    return fsetxattr(new_file(), "security.capability", &VALUE, sizeof(VALUE), 0) == 0;
}

static bool may_configure_network(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_mtu = 60000};
    return ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFMTU, &request) == 0;
}

static bool may_open_raw_socket(void)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0;
}

static bool may_lock_segment(void)
{
    return shmctl(segment_of_stranger(), SHM_LOCK, NULL) == 0;
}

static bool may_attach_segment(void)
{
    return shmat(segment_of_stranger(), NULL, 0) != (void *)-1;
}

static bool may_set_hostname(void)
{
    return sethostname("renamed", 7) == 0;
}

static bool may_renice(void)
{
    return setpriority(PRIO_PROCESS, (id_t)stranger(), 5) == 0;
}

static bool may_limit(void)
{
    struct rlimit old, *none = NULL;
    return prlimit(stranger(), RLIMIT_NOFILE, none, &old) == 0;
}

static const struct {
    const char *name;
    bool (*may)(void);
} ACTS[] = {
    {"CHOWN", may_chown},
    {"DAC_OVERRIDE", may_write_foreign},
    {"DAC_READ_SEARCH", may_read_foreign},
    {"FOWNER", may_chmod_foreign},
    {"FSETID", may_set_group_bit},
    {"KILL", may_kill},
    {"SETGID", may_set_gid},
    {"SETUID", may_set_uid},
    {"SETPCAP", may_drop_bound},
    {"NET_BIND_SERVICE", may_bind_low_port},
    {"SYS_CHROOT", may_chroot},
    {"SYS_PTRACE", may_trace},
    {"SYS_BOOT", may_reboot},
    {"SETFCAP", may_set_file_capability},
    {"NET_ADMIN", may_configure_network},
    {"NET_RAW", may_open_raw_socket},
    {"IPC_LOCK", may_lock_segment},
    {"IPC_OWNER", may_attach_segment},
    {"SYS_ADMIN", may_set_hostname},
    {"SYS_NICE", may_renice},
    {"SYS_RESOURCE", may_limit},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof(ACTS) / sizeof(ACTS[0]); i++) {
        if (strcmp(ACTS[i].name, argv[1]))
            continue;
        bool done = ACTS[i].may();
        (void)puts(done ? "done" : strerror(errno));
        return !done;
    }
    (void)puts("no such act");
    return 126;
}
