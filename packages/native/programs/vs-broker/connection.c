#include "connection.h"
#include "cleanup.h"
#include "event.h"
#include "job.h"
#include "kernel.h"
#include "socket.h"
#include <string.h>
#include <sys/socket.h>

#define REQUESTS_AT_ONCE 16 /* then the others get their turn */

static void close_connection(struct broker *broker, uint32_t index)
{
    vs_close_fd(&broker->connections[index].fd);
    broker->connections[index].generation++;
}

/* Who connected, as the kernel noted it then; false: nobody we talk to. */
static bool may_connect(const struct broker *broker, int fd, bool root_only, uid_t *ret_uid)
{
    pid_t pid;
    if (vs_socket_peer(fd, &pid, ret_uid) < 0)
        return false;
    return *ret_uid == 0 || (!root_only && *ret_uid == broker->layout.agent_uid);
}

/* The agent cannot take the places that root needs to confirm a permit or to look at things. */
static bool is_crowded(const struct broker *broker, uid_t uid)
{
    uint32_t same = 0;
    for (uint32_t i = 0; uid != 0 && i < CONNECTIONS_MAX; i++)
        same += broker->connections[i].fd >= 0 && broker->connections[i].uid == uid;
    return same >= CONNECTIONS_OF_AGENT_MAX;
}

void connection_accept(struct broker *broker, bool root_only)
{
    uid_t uid;
    int listener = root_only ? broker->root_listen_fd : broker->listen_fd;
    cleanup_fd int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0 || !may_connect(broker, fd, root_only, &uid) || is_crowded(broker, uid))
        return;
    for (uint32_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = &broker->connections[i];
        if (connection->fd >= 0)
            continue;
        if (event_add(broker, fd, EVENT_CONNECTION, i) < 0)
            return;
        connection->fd = vs_steal_fd(&fd);
        connection->uid = uid;
        connection->may_confirm = root_only;
        return;
    }
}

void connection_reply(struct broker *broker, uint32_t index, const struct vs_header *header,
                      const struct answer *answer, size_t reply_size)
{
    bool ok = answer->failure.error == 0;
    struct vs_header reply = {
        .magic = VS_MAGIC,
        .operation = header->operation,
        .request = header->request,
        .error = answer->failure.error,
        .size = ok ? (uint32_t)reply_size : 0,
    };
    memcpy(reply.stage, answer->failure.stage, sizeof(reply.stage));
    struct iovec parts[] = {
        {.iov_base = &reply, .iov_len = sizeof(reply)},
        {.iov_base = (void *)answer->bytes, .iov_len = reply.size},
    };
    /* A client that does not read its replies is cut off rather than waited for. */
    if (vs_socket_send(broker->connections[index].fd, parts, 2, ok ? answer->fd : -1) < 0)
        close_connection(broker, index);
}

/* Whether the message has the shape of a request for this operation. */
static int check_header(const struct vs_header *header, size_t length,
                        const struct operation *operation, struct vs_failure *ret_failure)
{
    static const char NO_STAGE[VS_STAGE_SIZE] = {0};
    if (!operation)
        return vs_fail(ret_failure, "operation", -EOPNOTSUPP);
    if (header->size != operation->request_size ||
        length != sizeof(*header) + operation->request_size)
        return vs_fail(ret_failure, "size", -EMSGSIZE);
    if (header->error || memcmp(header->stage, NO_STAGE, sizeof(NO_STAGE)))
        return vs_fail(ret_failure, "header", -EINVAL);
    return 0;
}

struct message {
    struct vs_header header;
    uint8_t request[REQUEST_MAX] __attribute__((aligned(8)));
};

/* True when the answer comes later. */
static bool serve(struct broker *broker, uint32_t index, const struct message *message,
                  size_t length, struct answer *ret_answer)
{
    struct vs_failure *failure = &ret_answer->failure;
    const struct operation *operation = find_operation(message->header.operation);
    if (check_header(&message->header, length, operation, failure) < 0 ||
        operation->check(message->request, failure) < 0)
        return false;
    const struct connection *from = &broker->connections[index];
    if (operation->admit && operation->admit(broker, from, message->request, failure) < 0)
        return false;
    if (operation->where == HERE) {
        int r = operation->serve ? operation->serve(broker, from, message->request, ret_answer)
                                 : operation->run(broker, message->request, ret_answer);
        (void)vs_fail(failure, "unknown", r);
        return false;
    }
    return job_start(broker, index, &message->header, operation, message->request, failure) == 0;
}

static void take_request(struct broker *broker, uint32_t index, const struct message *message,
                         size_t length)
{
    struct answer answer = {.fd = -1};
    if (serve(broker, index, message, length, &answer))
        return;
    cleanup_fd int attached = answer.fd;
    const struct operation *operation = find_operation(message->header.operation);
    connection_reply(broker, index, &message->header, &answer,
                     operation ? operation->reply_size : 0);
}

void connection_read(struct broker *broker, uint32_t index)
{
    struct connection *connection = &broker->connections[index];
    for (int i = 0; i < REQUESTS_AT_ONCE && connection->fd >= 0; i++) {
        struct message message;
        cleanup_fd int unwanted = -1;
        ssize_t length = vs_socket_receive(connection->fd, &message, sizeof(message), &unwanted);
        if (length == -EAGAIN)
            return;
        /* Not our protocol: there is nobody to explain anything to. */
        if (length < (ssize_t)sizeof(message.header) || message.header.magic != VS_MAGIC)
            close_connection(broker, index);
        else
            take_request(broker, index, &message, (size_t)length);
    }
}
