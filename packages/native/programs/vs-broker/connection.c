#include "connection.h"
#include "cleanup.h"
#include "event.h"
#include "job.h"
#include "kernel.h"
#include "request.h"
#include "socket.h"
#include <string.h>
#include <sys/socket.h>

#define REQUESTS_AT_ONCE 16 /* then the others get their turn */
#define REPLIES_BYTES    (1 << 20)

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
        /* Room for the answers to as many requests as the agent sends before it reads again. */
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &(int){REPLIES_BYTES}, sizeof(int));
        if (event_add(broker, fd, EVENT_CONNECTION, i) < 0)
            return;
        *connection = (struct connection){
            .fd = vs_steal_fd(&fd),
            .generation = connection->generation,
            .uid = uid,
            .may_confirm = root_only,
        };
        rates_init(&connection->rates, 1, monotonic_ms());
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

/* A request that was sent before is never done again: ids only grow. */
static int check_new(struct connection *connection, const struct vs_header *header,
                     struct vs_failure *ret_failure)
{
    if (header->request <= connection->last_request)
        return vs_fail(ret_failure, "request", -EINVAL);
    connection->last_request = header->request;
    return 0;
}

static int check_rate(struct broker *broker, struct connection *connection,
                      const struct message *message, struct vs_failure *ret_failure)
{
    enum rate_class class = request_class(message);
    struct rates *user = &broker->user_rates[connection->uid == 0 ? 0 : 1];
    int64_t now_ms = monotonic_ms();
    bool ok = rates_take(&connection->rates, class, now_ms) && rates_take(user, class, now_ms);
    return vs_fail(ret_failure, "rate", ok ? 0 : -EAGAIN);
}

/* True when the answer comes later. */
static bool serve(struct broker *broker, uint32_t index, const struct message *message,
                  size_t length, struct answer *ret_answer)
{
    struct vs_failure *failure = &ret_answer->failure;
    struct connection *from = &broker->connections[index];
    if (check_rate(broker, from, message, failure) < 0 ||
        check_new(from, &message->header, failure) < 0)
        return false;
    const struct operation *operation = request_check(message, length, failure);
    if (!operation)
        return false;
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
        /* Not our protocol, which has no request with a descriptor: nobody to explain it to. */
        if (length < 0 || unwanted >= 0 || !request_is_ours(&message, (size_t)length))
            close_connection(broker, index);
        else
            take_request(broker, index, &message, (size_t)length);
    }
}
