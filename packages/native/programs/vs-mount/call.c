#include "cleanup.h"
#include "mount.h"
#include "socket.h"
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static int connect_to(const char *run, int *ret_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int n = snprintf(address.sun_path, sizeof(address.sun_path), "%s/bulk.sock", run);
    if (n < 0 || (size_t)n >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    cleanup_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
        return -errno;
    *ret_fd = vs_steal_fd(&fd);
    return 0;
}

int ask_broker(const char *run, const struct vs_guest_attach *request,
               char ret_stage[VS_STAGE_SIZE], int *ret_mount)
{
    struct vs_header header = {
        .magic = VS_MAGIC, .operation = VS_OP_GUEST_ATTACH, .request = 1, .size = sizeof(*request)};
    struct iovec parts[] = {
        {.iov_base = &header, .iov_len = sizeof(header)},
        {.iov_base = (void *)request, .iov_len = sizeof(*request)},
    };
    struct {
        struct vs_header header;
        struct vs_empty body;
    } reply;
    cleanup_fd int broker = -1;
    (void)snprintf(ret_stage, VS_STAGE_SIZE, "connect");
    int r = connect_to(run, &broker);
    r = r < 0 ? r : vs_socket_send(broker, parts, 2, -1);
    if (r < 0)
        return r;
    ssize_t n = vs_socket_receive(broker, &reply, sizeof(reply), ret_mount);
    if (n < (ssize_t)sizeof(reply.header))
        return n < 0 ? (int)n : -EPIPE;
    memcpy(ret_stage, reply.header.stage, VS_STAGE_SIZE);
    ret_stage[VS_STAGE_SIZE - 1] = '\0';
    return reply.header.error;
}
