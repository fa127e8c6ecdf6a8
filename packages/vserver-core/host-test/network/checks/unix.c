/* Unix sockets: names without a file belong to the network namespace. Source: unix(7). */
#include "../program/ask.h"

#include <sys/un.h>
#include <sys/wait.h>

static socklen_t abstract(struct sockaddr_un *address, const char *name)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path + 1, name, strlen(name));
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
}

static struct outcome reach_name(const char *name)
{
    struct sockaddr_un address;
    socklen_t size = abstract(&address, name);
    int fd = open_socket(AF_UNIX, SOCK_STREAM);
    if (connect(fd, (struct sockaddr *)&address, size) < 0)
        return refused(-errno, ECONNREFUSED, EPERM, EACCES);
    return visible("%s answers", name);
}

CHECK(unix_host, "an abstract socket of the host is not reached", PLAIN, HOLDS, VISIBLE, PARTLY,
      reach_name(ABSTRACT "-host"))
CHECK(unix_neighbour, "an abstract socket of another guest is not reached", PLAIN, HOLDS, VISIBLE,
      PARTLY, reach_name(ABSTRACT "-neighbour"))

static struct outcome take_name(const char *name)
{
    struct sockaddr_un address;
    socklen_t size = abstract(&address, name);
    int fd = open_socket(AF_UNIX, SOCK_STREAM);
    if (bind(fd, (struct sockaddr *)&address, size) < 0)
        return lacks("%s", error_name(errno));
    return holds("taken");
}

CHECK(unix_same_name, "an abstract name that another guest has is free in this one", PLAIN, HOLDS,
      LACKS, PARTLY, take_name(ABSTRACT "-neighbour"))
CHECK(unix_own_name, "an abstract name of its own is to take", PLAIN, HOLDS, HOLDS, SAME,
      take_name(ABSTRACT "-own"))

/* Among the guest's own processes all is as ever. */
static struct outcome between(const struct sockaddr_un *address, socklen_t size)
{
    int server = open_socket(AF_UNIX, SOCK_STREAM), client = open_socket(AF_UNIX, SOCK_STREAM);
    const struct sockaddr *at = (const struct sockaddr *)address;
    struct ucred who;
    socklen_t length = sizeof(who);
    if (bind(server, at, size) < 0 || listen(server, 1) < 0 || connect(client, at, size) < 0)
        return fails("%s", error_name(errno));
    if (getsockopt(client, SOL_SOCKET, SO_PEERCRED, &who, &length) < 0)
        return fails("%s", error_name(errno));
    return who.pid == getpid() && who.uid == getuid() ? holds("pid %d, user %u", who.pid, who.uid)
                                                      : fails("pid %d, user %u", who.pid, who.uid);
}

static struct outcome by_path(void)
{
    char directory[] = "/tmp/network.XXXXXX";
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!mkdtemp(directory))
        return fails("%s", error_name(errno));
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/s", directory);
    struct outcome outcome = between(&address, sizeof(address));
    (void)unlink(address.sun_path);
    (void)rmdir(directory);
    return outcome;
}

static struct outcome by_name(void)
{
    struct sockaddr_un address;
    socklen_t size = abstract(&address, ABSTRACT "-between");
    return between(&address, size);
}

CHECK(unix_path, "a Unix socket with a path connects the guest's processes", PLAIN, HOLDS, HOLDS,
      SAME, by_path())
CHECK(unix_abstract, "a Unix socket with an abstract name connects the guest's processes", PLAIN,
      HOLDS, HOLDS, SAME, by_name())

static int hand_over(int channel, int fd)
{
    char control[CMSG_SPACE(sizeof(int))] = {0}, byte = 0;
    struct iovec iov = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){
        .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
    memcpy(CMSG_DATA(header), &fd, sizeof(fd));
    return sendmsg(channel, &message, 0) < 0 ? -errno : 0;
}

static int take_over(int channel)
{
    char control[CMSG_SPACE(sizeof(int))], byte;
    struct iovec iov = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    int fd;
    if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) < 0 || message.msg_controllen == 0)
        return -EPROTO;
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
    return fd;
}

/* A socket that another process made and handed over is under the same rules. */
static struct outcome passed_socket(const struct facts *facts)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return fails("%s", error_name(errno));
    pid_t pid = fork();
    if (pid == 0)
        _exit(hand_over(ends[1], open_socket(AF_INET, SOCK_STREAM)) < 0);
    int fd = take_over(ends[0]);
    (void)waitpid(pid, NULL, 0);
    if (fd < 0)
        return fails("%s", error_name(fd));
    int foreign = bind_to(fd, at(facts->host4, 0));
    if (foreign != -EADDRNOTAVAIL)
        return fails("the host's address: %s", error_name(foreign));
    int r = connect_to(fd, at(facts->outside4, CONTROL), deadline(facts));
    union end name = own_end(fd);
    return r == 0 && is_at(&name, facts->own4) ? holds("%s", text(&name))
                                               : fails("%s, %s", error_name(r), text(&name));
}

CHECK(unix_passed, "a socket handed to another process is held to the guest's addresses", PLAIN,
      HOLDS, HOLDS, SAME, passed_socket(facts))
