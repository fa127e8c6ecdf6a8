#include "socket.h"
#include "check.h"
#include "kernel.h"
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#define LIMIT    8
#define UNDERWAY 32
#define HELD_MS  50

static char byte = 'x';
static struct iovec part = {.iov_base = &byte, .iov_len = 1};

/* As the process that becomes a guest's init: the host's user, without rights on the host. */
static int send_as_guest(int socket, int told, const int crowd[2])
{
    const struct rlimit few = {.rlim_cur = LIMIT, .rlim_max = LIMIT};
    const struct msghdr plain = {.msg_iov = &part, .msg_iovlen = 1};
    (void)close(crowd[0]);
    (void)close(crowd[1]);
    if (unshare(CLONE_NEWUSER) < 0 || setrlimit(RLIMIT_NOFILE, &few) < 0 ||
        sendmsg(told, &plain, MSG_NOSIGNAL) < 0)
        return 2;
    return vs_socket_send(socket, &part, 1, socket) == 0 ? 0 : 1;
}

/* Others of its user have more descriptors under way than it may have open, for a while. */
static void test_a_descriptor_is_sent_once_there_is_room(void)
{
    int crowd[2], told[2], way[2], status = -1, fd = -1;
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, crowd) == 0);
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, told) == 0);
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, way) == 0);
    for (int i = 0; i < UNDERWAY; i++)
        CHECK(vs_socket_send(crowd[0], &part, 1, told[0]) == 0);
    pid_t child = fork();
    if (child == 0)
        _exit(send_as_guest(way[0], told[0], crowd));
    CHECK(recv(told[1], &byte, 1, 0) == 1);
    const struct timespec held = {.tv_nsec = HELD_MS * 1000000};
    (void)nanosleep(&held, NULL);
    CHECK(recv(way[1], &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN);
    (void)close(crowd[0]);
    (void)close(crowd[1]);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(vs_socket_receive(way[1], &byte, 1, &fd) == 1);
    CHECK(fd >= 0);
}

int main(void)
{
    test_a_descriptor_is_sent_once_there_is_room();
    return 0;
}
