/* Less used ways to the same ends, by which programs of today and attackers come. */
#include "../program/ask.h"

#include <linux/io_uring.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Data in the first packet: a sendto that connects. Source: RFC 7413; tcp(7), TCP_FASTOPEN. */
static struct outcome fast_open(const struct facts *facts, union end to, bool must_work)
{
    char answer[ANSWER_SIZE] = "";
    int fd = open_socket(to.any.sa_family, SOCK_STREAM);
    ssize_t n = sendto(fd, "whoami\n", 7, MSG_FASTOPEN, &to.any, size_of(&to));
    if (n < 0 && !must_work)
        return refused(-errno, ECONNREFUSED, EPERM, EACCES, ENETUNREACH, EHOSTUNREACH, EOPNOTSUPP);
    if (n < 0)
        return fails("%s", error_name(errno));
    if (!readable(fd, deadline(facts)) || recv(fd, answer, sizeof(answer) - 1, 0) <= 0)
        return must_work ? fails("no answer") : holds("no answer");
    union end name = own_end(fd);
    answer[strcspn(answer, "\n")] = '\0';
    if (!must_work)
        return fails("%s", answer);
    return is_at(&name, facts->own4) ? holds("%s", answer) : fails("%s", answer);
}

static struct outcome fast_connect(const struct facts *facts)
{
    char answer[ANSWER_SIZE] = "", seen[48] = "";
    int fd = open_socket(AF_INET, SOCK_STREAM);
    set(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1);
    int r = connect_to(fd, at(facts->outside4, CONTROL), deadline(facts));
    if (r == 0)
        r = transact(fd, "whoami", answer, sizeof(answer), deadline(facts));
    if (r < 0 || sscanf(answer, "%*s %47s", seen) != 1)
        return fails("%s", error_name(r));
    return strcmp(seen, facts->own4) == 0 ? holds("%s", seen) : fails("from %s", seen);
}

CHECK(fast_open_outside, "a TCP fast open reaches the outside from the guest's address", PLAIN,
      HOLDS, HOLDS, NEVER, fast_open(facts, at(facts->outside4, CONTROL), true))
CHECK(fast_open_loopback, "a TCP fast open does not reach the host's loopback", PLAIN, HOLDS, HOLDS,
      NEVER, fast_open(facts, at("127.0.0.1", LOOPBACK), false))
CHECK(fast_open_connect, "TCP_FASTOPEN_CONNECT comes from the guest's address", PLAIN, HOLDS, HOLDS,
      NEVER, fast_connect(facts))

/* Without bind(2): the kernel takes a wildcard and a port. */
static struct outcome listen_unbound(const struct facts *facts, const char *foreign)
{
    int fd = open_socket(AF_INET, SOCK_STREAM);
    if (listen(fd, 8) < 0)
        return refused(-errno, EPERM, EACCES, EINVAL);
    union end name = own_end(fd);
    struct visit visit = invite(facts, fd, at(foreign, port_of(&name)));
    return visit.accepted >= 0 ? fails("the host's visitor came in")
                               : holds("%s", error_name(visit.error));
}

CHECK(listen_without_bind, "listen(2) without bind(2) does not get the host's visitors", PLAIN,
      HOLDS, HOLDS, SAME, listen_unbound(facts, facts->host4))
CHECK(listen_without_bind_neighbour, "listen(2) without bind(2) does not get another guest's",
      PLAIN, HOLDS, HOLDS, SAME, listen_unbound(facts, facts->neighbour4))

static struct outcome listen_unbound_own(const struct facts *facts)
{
    int fd = open_socket(AF_INET, SOCK_STREAM);
    if (listen(fd, 8) < 0)
        return lacks("%s", error_name(errno));
    union end name = own_end(fd);
    int client = reach(SOCK_STREAM, at(facts->own4, port_of(&name)), deadline(facts));
    return client >= 0 ? holds("port %u", port_of(&name)) : lacks("%s", error_name(client));
}

CHECK(listen_without_bind_own, "listen(2) without bind(2) is reached by the guest's own address",
      PLAIN, HOLDS, HOLDS, SAME, listen_unbound_own(facts))

/* Connected, disconnected, listening: the address it had must not stay the host's. */
static struct outcome connect_then_listen(const struct facts *facts)
{
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    int fd = reach(SOCK_STREAM, at(facts->outside4, CONTROL), deadline(facts));
    if (fd < 0 || connect(fd, &none, sizeof(none)) < 0)
        return fails("%s", error_name(fd < 0 ? fd : errno));
    if (listen(fd, 8) < 0)
        return refused(-errno, EPERM, EACCES, EINVAL);
    union end name = own_end(fd);
    struct visit visit = invite(facts, fd, at(facts->host4, port_of(&name)));
    return visit.accepted >= 0 ? fails("the host's visitor came in")
                               : holds("%s", error_name(visit.error));
}

CHECK(connect_then_listen, "a socket that was connected before does not listen at the host's",
      PLAIN, HOLDS, HOLDS, SAME, connect_then_listen(facts))

/* A port in the ephemeral range that another guest's socket holds. */
static struct outcome squatted(const struct facts *facts, const char *how, int type)
{
    char answer[ANSWER_SIZE] = "";
    unsigned port;
    int r = ask_outside(facts, answer, "ask %s %d hold %s", facts->neighbour4, CONTROL, how);
    if (r < 0 || sscanf(answer, "port %u", &port) != 1)
        return fails("%s %s", error_name(r), answer);
    int fd = serve_at(type, at("0.0.0.0", port));
    return fd >= 0 ? holds("port %u", port) : lacks("%s", error_name(fd));
}

CHECK(squat_tcp, "a TCP port that the kernel gave another guest is free in this one", PLAIN, HOLDS,
      HOLDS, SAME, squatted(facts, "tcp", SOCK_STREAM))
CHECK(squat_udp, "a UDP port that the kernel gave another guest is free in this one", PLAIN, HOLDS,
      HOLDS, SAME, squatted(facts, "udp", SOCK_DGRAM))
CHECK(squat_listen, "a port that listen(2) without bind(2) took in another guest is free here",
      PLAIN, HOLDS, LACKS, SAME, squatted(facts, "listen", SOCK_STREAM))
CHECK(squat_autobound, "a port of another guest's UDP socket that was never bound is free here",
      PLAIN, HOLDS, LACKS, SAME, squatted(facts, "autobound", SOCK_DGRAM))

/* Its operations pass neither seccomp nor, for some, the hooks of the calls they stand for. */
static struct outcome ring(void)
{
    struct io_uring_params params = {0};
    long fd = syscall(SYS_io_uring_setup, 4, &params);
    return refused(fd < 0 ? -errno : fd, EPERM, ENOSYS);
}

CHECK(io_uring, "io_uring, by which sockets are opened past a filter, is refused", PLAIN, HOLDS,
      HOLDS, NEVER, ring())

/* A stack inside of the guest's: empty, and no way out. */
static int look_from_within(const struct facts *facts)
{
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return -errno;
    int out = reach(SOCK_STREAM, at(facts->outside4, CONTROL), patience(facts));
    int host = reach(SOCK_STREAM, at("127.0.0.1", LOOPBACK), patience(facts));
    return out >= 0 || host >= 0 ? 1 : 0;
}

static struct outcome nested(const struct facts *facts)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        int r = look_from_within(facts);
        _exit(r < 0 ? -r : r == 0 ? 200 : 201);
    }
    (void)waitpid(pid, &status, 0);
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 255;
    if (code == 200)
        return holds("made, and it is empty");
    return code > 200 ? fails("it leads out") : refused(-code, EPERM, ENOSPC, EUSERS, ENOSYS);
}

CHECK(nested_stack, "a network namespace inside of the guest leads nowhere", PLAIN, HOLDS, HOLDS,
      NEVER, nested(facts))

static struct outcome join_pid_one(void)
{
    int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (own < 0)
        return fails("%s", error_name(errno));
    return refused(setns(own, CLONE_NEWNET) < 0 ? -errno : 0, EPERM);
}

CHECK(enter_stack, "root of the guest cannot enter a network namespace", PLAIN, HOLDS, HOLDS, SAME,
      join_pid_one())
