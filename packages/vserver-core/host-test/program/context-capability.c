/* What context capabilities are for, and how they could be cheated. Prints
 * "done" or the error. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS      150
#define TMPFS_MAGIC 0x01021994
#define HEADER      3  /* IP_HDRINCL */
#define HEADER6     36 /* IPV6_HDRINCL */

static bool set_hostname(char **arguments)
{
    return sethostname(arguments[0], strlen(arguments[0])) == 0;
}

static bool set_domainname(char **arguments)
{
    return setdomainname(arguments[0], strlen(arguments[0])) == 0;
}

/* 70 bytes, 64 at a time being the most. */
static bool set_long_hostname(char **arguments)
{
    char name[70];
    (void)arguments;
    memset(name, 'x', sizeof(name));
    return sethostname(name, sizeof(name)) == 0;
}

static bool set_hostname_as_user(char **arguments)
{
    return setresuid(1, 1, 1) == 0 && set_hostname(arguments);
}

static bool set_hostname_nowhere(char **arguments)
{
    (void)arguments;
    return syscall(SYS_sethostname, 16, 5) == 0;
}

static uint16_t checksum(const void *bytes, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size / 2; i++)
        sum += ((const uint16_t *)bytes)[i];
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t) ~(sum + (sum >> 16));
}

/* An echo of loopback comes back as two packets: the request itself and its
 * answer. */
static bool ping(char **arguments)
{
    struct icmphdr echo = {.type = ICMP_ECHO, .un.echo.id = 7};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    char answer[256];
    (void)arguments;
    echo.checksum = checksum(&echo, sizeof(echo));
    int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
    if (fd < 0 || !(fcntl(fd, F_GETFD) & FD_CLOEXEC) ||
        sendto(fd, &echo, sizeof(echo), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
        return false;
    for (;;) {
        struct pollfd poller = {.fd = fd, .events = POLLIN};
        errno = ETIMEDOUT;
        if (poll(&poller, 1, 5000) <= 0 || recv(fd, answer, sizeof(answer), 0) < 28)
            return false;
        if (answer[20] == ICMP_ECHOREPLY)
            return true;
    }
}

static bool open_icmp6(char **arguments)
{
    (void)arguments;
    int fd = socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMPV6);
    return fd >= 0 && fcntl(fd, F_GETFL) & O_NONBLOCK;
}

static bool open_raw_udp(char **arguments)
{
    (void)arguments;
    return socket(AF_INET, SOCK_RAW, IPPROTO_UDP) >= 0;
}

/* Any one is enough to send what is no ICMP. */
static bool forge_header(char **arguments)
{
    static const int ON = 1;
    (void)arguments;
    int four = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    int six = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
    if (four < 0 || six < 0)
        exit(3);
    return setsockopt(four, IPPROTO_IP, HEADER, &ON, sizeof(ON)) == 0 ||
           setsockopt(six, IPPROTO_IPV6, HEADER6, &ON, sizeof(ON)) == 0 ||
           setsockopt(six, IPPROTO_RAW, HEADER6, &ON, sizeof(ON)) == 0;
}

/* Writes the two texts over each other for as long as the process lives. */
struct race {
    char *volatile buffer;
    const char *texts[2];
    size_t size;
};

static void *rewrite(void *argument)
{
    struct race *race = argument;
    for (unsigned i = 0;; i++)
        memcpy(race->buffer, race->texts[i & 1], race->size);
    return NULL;
}

static void begin(struct race *race)
{
    pthread_t thread;
    race->buffer = calloc(1, 64);
    if (pthread_create(&thread, NULL, rewrite, race) != 0)
        exit(3);
}

/* A name is either of the two or refused; never a mixture that holds a control
 * character. */
static bool race_hostname(char **arguments)
{
    static struct race race = {.texts = {"aaaaaaaa", "a\a\a\a\a\a\a\a"}, .size = 8};
    int done = 0;
    (void)arguments;
    begin(&race);
    for (int i = 0; i < ROUNDS; i++) {
        struct utsname name;
        done += sethostname((const char *)race.buffer, 8) == 0;
        if (uname(&name) < 0 || strchr(name.nodename, '\a'))
            return false;
    }
    (void)printf("%d of %d, ", done, ROUNDS);
    return true;
}

/* What is mounted is what was judged: a tmpfs, whatever the buffer says a
 * moment later. */
static bool race_mount(char **arguments)
{
    static struct race race = {.texts = {"tmpfs", "sysfs"}, .size = 6};
    int done = 0;
    (void)arguments;
    if (mkdir("/tmp/race", 0755) < 0)
        return false;
    begin(&race);
    for (int i = 0; i < ROUNDS; i++) {
        struct statfs status;
        if (mount("none", "/tmp/race", (const char *)race.buffer, 0, NULL) < 0)
            continue;
        done++;
        if (statfs("/tmp/race", &status) < 0 || status.f_type != TMPFS_MAGIC ||
            umount2("/tmp/race", 0) < 0)
            return false;
    }
    (void)printf("%d of %d, ", done, ROUNDS);
    return done > 0;
}

/* Asks without end, in as many processes as are said. */
static bool flood(char **arguments)
{
    for (int i = 0; i < atoi(arguments[0]); i++)
        if (fork() == 0)
            for (;;)
                (void)sethostname("flood", 5);
    (void)puts("flooding");
    (void)fflush(stdout);
    return pause() == 0;
}

/* Callers die at every moment of being served. */
static bool die_asking(char **arguments)
{
    (void)arguments;
    for (int i = 0; i < ROUNDS; i++) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;)
                (void)(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) < 0 || sethostname("dying", 5) < 0);
        usleep((useconds_t)(i % 30) * 100);
        if (kill(pid, SIGKILL) < 0 || waitpid(pid, NULL, 0) != pid)
            return false;
    }
    return true;
}

/* Of what is no mount, and of what is none of the guest's making. */
static bool remount_read_only(char **arguments)
{
    return mount(NULL, arguments[0], NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0;
}

static bool attach_tun(char **arguments)
{
    static const char PACKET[60] = {0, 0, 8, 0, 0x45};
    struct ifreq request = {.ifr_flags = IFF_TUN};
    (void)snprintf(request.ifr_name, IFNAMSIZ, "%s", arguments[0]);
    int fd = open("/dev/net/tun", O_RDWR);
    return fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0 &&
           write(fd, PACKET, sizeof(PACKET)) == sizeof(PACKET);
}

/* Arguments: pid, resource, soft, hard. */
static bool limit(char **arguments)
{
    struct rlimit old, limit = {strtoull(arguments[2], NULL, 10), strtoull(arguments[3], NULL, 10)};
    struct rlimit now;
    pid_t pid = atoi(arguments[0]);
    __rlimit_resource_t resource = (__rlimit_resource_t)atoi(arguments[1]);
    return prlimit(pid, resource, &limit, &old) == 0 && getrlimit(resource, &now) == 0 &&
           (pid != 0 || now.rlim_max == limit.rlim_max);
}

static bool limit_as_user(char **arguments)
{
    return setresgid(1, 1, 1) == 0 && setresuid(1, 1, 1) == 0 && limit(arguments);
}

static const struct {
    const char *name;
    int count;
    bool (*act)(char **arguments);
} ACTS[] = {
    {"hostname", 1, set_hostname},
    {"domainname", 1, set_domainname},
    {"hostname-long", 0, set_long_hostname},
    {"hostname-user", 1, set_hostname_as_user},
    {"hostname-nowhere", 0, set_hostname_nowhere},
    {"ping", 0, ping},
    {"icmp6", 0, open_icmp6},
    {"raw-udp", 0, open_raw_udp},
    {"forge", 0, forge_header},
    {"race-hostname", 0, race_hostname},
    {"race-mount", 0, race_mount},
    {"flood", 1, flood},
    {"die", 0, die_asking},
    {"remount", 1, remount_read_only},
    {"tun", 1, attach_tun},
    {"limit", 4, limit},
    {"limit-user", 4, limit_as_user},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof(ACTS) / sizeof(ACTS[0]); i++) {
        if (strcmp(ACTS[i].name, argv[1]) || argc != ACTS[i].count + 2)
            continue;
        bool done = ACTS[i].act(argv + 2);
        (void)puts(done ? "done" : strerror(errno));
        return !done;
    }
    (void)puts("no such act");
    return 126;
}
