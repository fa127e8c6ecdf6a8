/*
 * The other side for the addon's tests: one broker-like answer per operation, raw echo for the
 * rest. Usage: seqpacket-server PATH; serves one connection after another until its stdin ends.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/protocol.h"

static int start_sleeper(pid_t *ret_pid)
{
    *ret_pid = fork();
    if (*ret_pid == 0) {
        pause();
        _exit(0);
    }
    return pidfd_open(*ret_pid, 0);
}

static void send_with_fd(int socket, const void *bytes, size_t size, int fd)
{
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec part = {(void *)bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof(control);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &fd, sizeof(int));
    }
    sendmsg(socket, &message, MSG_NOSIGNAL);
}

static void reply(int socket, const struct vs_header *request, int32_t error, const void *payload,
                  size_t size, int fd)
{
    uint8_t bytes[4096];
    struct vs_header header = *request;
    header.error = error;
    header.size = (uint32_t)size;
    if (error)
        strcpy(header.stage, "test-stage");
    memcpy(bytes, &header, sizeof(header));
    memcpy(bytes + sizeof(header), payload, size);
    send_with_fd(socket, bytes, sizeof(header) + size, fd);
}

/* GUEST_OPEN: a process that ends when GUEST_KILL asks. */
static pid_t sleeper;

static void answer_open(int socket, const struct vs_header *request)
{
    int pidfd = start_sleeper(&sleeper);
    struct vs_guest_reply guest = {.pid = sleeper, .started_at = 1700000000000};
    reply(socket, request, 0, &guest, sizeof(guest), pidfd);
    close(pidfd);
}

static void answer_kill(int socket, const struct vs_header *request)
{
    kill(sleeper, SIGKILL);
    waitpid(sleeper, NULL, 0);
    struct vs_empty empty = {0};
    reply(socket, request, 0, &empty, sizeof(empty), -1);
}

/* False ends the connection. GUEST_STOP is never answered; GUEST_START comes back as LIMIT_GET's
 * echo. */
static bool answer(int socket, const uint8_t *bytes, size_t size, int fd)
{
    struct vs_header request;
    if (size < sizeof(request)) {
        send_with_fd(socket, bytes, size, fd);
        return true;
    }
    memcpy(&request, bytes, sizeof(request));
    struct vs_hello_reply hello = {.cgroup_mode = VS_CGROUP_HYBRID, .running = 3};
    strcpy(hello.cgroup_parent, "test");
    const struct vs_limit_request *limit = (const void *)(bytes + sizeof(request));
    if (request.operation == VS_OP_HELLO)
        reply(socket, &request, 0, &hello, sizeof(hello), -1);
    else if (request.operation == VS_OP_GUEST_OPEN)
        answer_open(socket, &request);
    else if (request.operation == VS_OP_GUEST_KILL)
        answer_kill(socket, &request);
    else if (request.operation == VS_OP_LIMIT_SET)
        reply(socket, &request, 0, &limit->limit, sizeof(limit->limit), -1);
    else if (request.operation == VS_OP_TEMPLATE_DELETE)
        reply(socket, &request, -EBUSY, "", 0, -1);
    return request.operation != VS_OP_GUEST_DELETE;
}

static ssize_t receive(int socket, uint8_t *bytes, size_t size, int *ret_fd)
{
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec part = {bytes, size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    ssize_t received = recvmsg(socket, &message, 0);
    struct cmsghdr *header = received > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    *ret_fd = -1;
    if (header)
        memcpy(ret_fd, CMSG_DATA(header), sizeof(int));
    return received;
}

/* Packets of one viewer until it leaves; false when stdin has ended. */
static bool serve(int socket)
{
    struct pollfd fds[] = {{.fd = socket, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    for (;;) {
        uint8_t bytes[65536];
        int fd;
        if (poll(fds, 2, -1) < 0 || fds[1].revents)
            return false;
        ssize_t size = receive(socket, bytes, sizeof(bytes), &fd);
        bool goes_on = size > 0 && answer(socket, bytes, (size_t)size, fd);
        if (fd >= 0)
            close(fd);
        if (!goes_on)
            return true;
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (argc != 2 || strlen(argv[1]) >= sizeof(address.sun_path))
        return 2;
    strcpy(address.sun_path, argv[1]);
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(listener, 8) < 0)
        return 1;
    printf("ready\n");
    fflush(stdout);
    struct pollfd fds[] = {{.fd = listener, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    for (bool goes_on = true; goes_on && poll(fds, 2, -1) > 0 && !fds[1].revents;) {
        int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        goes_on = serve(connection);
        close(connection);
    }
    unlink(argv[1]);
    return 0;
}
