#include "guest.h"
#include "common/caps.h"
#include "common/cleanup.h"
#include "common/limit-unlimited.h"
#include "common/protocol.h"
#include "common/socket.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define DEADLINE_MS 20000

int connect_broker(const char *path)
{
    cleanup_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (fd < 0)
        return -errno;
    if (snprintf(address.sun_path, sizeof(address.sun_path), "%s", path) >=
        (int)sizeof(address.sun_path))
        return -ENAMETOOLONG;
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
        return -errno;
    return vs_steal_fd(&fd);
}

/* The broker refuses an id that is not larger than the one before. */
static uint64_t next_request(void)
{
    static uint64_t last;
    return ++last;
}

/* Returns the reply's error, or that of the socket. *ret_stage is of the last reply. */
static int try(int broker, uint32_t operation, const void *request, uint32_t size, int *ret_fd,
               char *ret_stage)
{
    struct vs_header header = {
        .magic = VS_MAGIC, .operation = operation, .request = next_request(), .size = size};
    struct iovec parts[] = {{&header, sizeof(header)}, {(void *)(uintptr_t)request, size}};
    char reply[4096];
    cleanup_fd int fd = -1;
    int error = vs_socket_send(broker, parts, 2, -1);
    ssize_t received = error < 0 ? error : vs_socket_receive(broker, reply, sizeof(reply), &fd);
    if (received < (ssize_t)sizeof(header))
        return received < 0 ? (int)received : -EPIPE;
    (void)memcpy(&header, reply, sizeof(header));
    if (ret_stage)
        (void)memcpy(ret_stage, header.stage, sizeof(header.stage));
    if (header.error == 0 && ret_fd)
        *ret_fd = vs_steal_fd(&fd);
    return header.error;
}

void ask(int broker, uint32_t operation, const void *request, uint32_t size, int *ret_fd)
{
    char stage[VS_STAGE_SIZE] = "";
    int error = try(broker, operation, request, size, ret_fd, stage);
    if (error == 0)
        return;
    fprintf(stderr, "operation %u: %s at %.*s\n", operation, strerror(-error), VS_STAGE_SIZE,
            stage);
    exit(1);
}

void create(int broker, const char *name, const char *template_id, uint32_t xid)
{
    struct vs_guest_create request = {.xid = xid,
                                      .disk_bytes = VS_INFINITY,
                                      .disk_soft_bytes = VS_INFINITY,
                                      .inodes = VS_INFINITY,
                                      .inodes_soft = VS_INFINITY};
    (void)snprintf(request.name, sizeof(request.name), "%s", name);
    (void)snprintf(request.template_id, sizeof(request.template_id), "%s", template_id);
    ask(broker, VS_OP_GUEST_CREATE, &request, sizeof(request), NULL);
}

int start(int broker, const char *name, const char *template_id, uint32_t xid, const char *program)
{
    struct vs_guest_start request = {
        .xid = xid,
        .init_style = VS_INIT_SINGLE,
        .init_argc = 1,
        .bcaps = vs_caps_secure(),
        .limit = vs_limit_unlimited(),
    };
    request.limit.memory_bytes = 256u << 20;
    request.limit.cpu_millicores = 1000;
    request.limit.processes = 256;
    int pidfd = -1;
    (void)snprintf(request.name, sizeof(request.name), "%s", name);
    (void)snprintf(request.template_id, sizeof(request.template_id), "%s", template_id);
    (void)snprintf(request.hostname, sizeof(request.hostname), "%s", name);
    (void)snprintf(request.init_argv, sizeof(request.init_argv), "%s", program);
    ask(broker, VS_OP_GUEST_START, &request, sizeof(request), &pidfd);
    return pidfd;
}

void wait_exit(int pidfd)
{
    struct pollfd entry = {.fd = pidfd, .events = POLLIN};
    if (pidfd < 0 || poll(&entry, 1, DEADLINE_MS) != 1) {
        fputs("the guest did not end\n", stderr);
        exit(1);
    }
    (void)close(pidfd);
}

/* Of a guest that may have ended already. */
void kill_guest(int broker, const char *name)
{
    struct vs_guest_name request = {0};
    (void)snprintf(request.name, sizeof(request.name), "%s", name);
    (void)try(broker, VS_OP_GUEST_KILL, &request, sizeof(request), NULL, NULL);
}

/* The supervisor may still be clearing up when pid 1 is gone: EBUSY means not yet. */
void delete_guest(int broker, const char *name)
{
    struct vs_guest_name request = {0};
    char stage[VS_STAGE_SIZE] = "";
    int error = -EBUSY;
    (void)snprintf(request.name, sizeof(request.name), "%s", name);
    for (int attempt = 0; attempt < 20000 && error == -EBUSY; attempt++) {
        if (attempt > 0)
            (void)usleep(100);
        error = try(broker, VS_OP_GUEST_DELETE, &request, sizeof(request), NULL, stage);
    }
    if (error == 0)
        return;
    fprintf(stderr, "delete: %s at %.*s\n", strerror(-error), VS_STAGE_SIZE, stage);
    exit(1);
}
