/* Speaks to vs-broker as the agent does. */
#include "common/caps.h"
#include "common/cleanup.h"
#include "common/limit-unlimited.h"
#include "common/protocol.h"
#include "common/socket.h"
#include "driver.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define DEADLINE_MS 20000

static int connect_broker(const char *path)
{
    cleanup_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (fd < 0)
        return -errno;
    if (snprintf(address.sun_path, sizeof(address.sun_path), "%s", path) >= (int)sizeof(address.sun_path))
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

/* One request and its reply; *ret_fd may be NULL. Exits with a sentence on any failure. */
static void ask(int broker, uint32_t operation, const void *request, uint32_t size, int *ret_fd)
{
    struct vs_header header = {.magic = VS_MAGIC, .operation = operation, .request = next_request(), .size = size};
    struct iovec parts[] = {{&header, sizeof(header)}, {(void *)(uintptr_t)request, size}};
    char reply[4096];
    int fd = -1;
    int error = vs_socket_send(broker, parts, 2, -1);
    ssize_t received = error < 0 ? error : vs_socket_receive(broker, reply, sizeof(reply), &fd);
    if (received < (ssize_t)sizeof(header)) {
        fprintf(stderr, "operation %u: %s\n", operation, strerror(received < 0 ? (int)-received : EPIPE));
        exit(1);
    }
    (void)memcpy(&header, reply, sizeof(header));
    if (header.error < 0) {
        fprintf(stderr, "operation %u: %s at %s\n", operation, strerror(-header.error), header.stage);
        exit(1);
    }
    if (ret_fd)
        *ret_fd = fd;
    else if (fd >= 0)
        (void)close(fd);
}

static void create(int broker, const char *name, const char *template_id, uint32_t xid)
{
    struct vs_guest_create request = {.xid = xid};
    (void)snprintf(request.name, sizeof(request.name), "%s", name);
    (void)snprintf(request.template_id, sizeof(request.template_id), "%s", template_id);
    ask(broker, VS_OP_GUEST_CREATE, &request, sizeof(request), NULL);
}

/* Returns the pidfd of pid 1. */
static int start(int broker, const char *name, const char *template_id, uint32_t xid, const char *program)
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

static void wait_exit(int pidfd)
{
    struct pollfd entry = {.fd = pidfd, .events = POLLIN};
    if (pidfd < 0 || poll(&entry, 1, DEADLINE_MS) != 1) {
        fputs("the guest did not end\n", stderr);
        exit(1);
    }
    (void)close(pidfd);
}

static void by_name(int broker, uint32_t operation, const char *name)
{
    struct vs_guest_name request = {0};
    (void)snprintf(request.name, sizeof(request.name), "%s", name);
    ask(broker, operation, &request, sizeof(request), NULL);
}

/* The supervisor may still be clearing up when pid 1 is gone: EBUSY means not yet. */
static void delete_guest(int broker, const char *name)
{
    struct vs_guest_name request = {0};
    struct vs_header header = {.magic = VS_MAGIC, .operation = VS_OP_GUEST_DELETE, .size = sizeof(request)};
    struct iovec parts[] = {{&header, sizeof(header)}, {&request, sizeof(request)}};
    (void)snprintf(request.name, sizeof(request.name), "%s", name);
    for (int attempt = 0; attempt < 20000; attempt++) {
        char reply[4096];
        struct vs_header answer;
        int fd = -1;
        header.request = next_request();
        if (vs_socket_send(broker, parts, 2, -1) < 0 || vs_socket_receive(broker, reply, sizeof(reply), &fd) < (ssize_t)sizeof(answer))
            break;
        (void)memcpy(&answer, reply, sizeof(answer));
        if (answer.error == 0)
            return;
        if (answer.error != -EBUSY) {
            fprintf(stderr, "delete: %s at %s\n", strerror(-answer.error), answer.stage);
            exit(1);
        }
        (void)usleep(100);
    }
    fputs("delete: the guest stayed busy\n", stderr);
    exit(1);
}

static int time_start(int broker, int argc, char **argv)
{
    const char *name = argv[3], *template_id = argv[4], *stamp = argv[6];
    uint32_t xid = (uint32_t)strtoul(argv[5], NULL, 10);
    int is_whole = argc > 7 && strcmp(argv[7], "--whole") == 0;
    (void)unlink(stamp);
    if (!is_whole)
        create(broker, name, template_id, xid);
    uint64_t begun = wall_nanoseconds();
    if (is_whole)
        create(broker, name, template_id, xid);
    wait_exit(start(broker, name, template_id, xid, "/stamp"));
    if (is_whole)
        delete_guest(broker, name);
    uint64_t ended = wall_nanoseconds();
    int status = report(begun, read_stamp(stamp), ended);
    if (!is_whole)
        delete_guest(broker, name);
    return status;
}

static int time_enter(int broker, char **argv)
{
    struct vs_console_open request = {.columns = 80, .rows = 24, .idle_seconds = 5};
    (void)snprintf(request.name, sizeof(request.name), "%s", argv[3]);
    (void)snprintf(request.console, sizeof(request.console), "%s", argv[4]);
    (void)snprintf(request.argv, sizeof(request.argv), "/stamp");
    /* The file stays: a layer must not change under a mounted overlay. Only a later stamp counts. */
    uint64_t begun = wall_nanoseconds(), stamp = 0;
    ask(broker, VS_OP_CONSOLE_OPEN, &request, sizeof(request), NULL);
    uint64_t answered = wall_nanoseconds();
    for (int attempt = 0; attempt < 20000 && stamp < begun; attempt++) {
        stamp = read_stamp(argv[5]);
        if (stamp < begun)
            (void)usleep(100);
    }
    return report(begun, stamp < begun ? 0 : stamp, answered);
}

static int set_up_guest(int broker, int argc, char **argv)
{
    if (strcmp(argv[3], "start") == 0 && argc >= 7) {
        uint32_t xid = (uint32_t)strtoul(argv[6], NULL, 10);
        create(broker, argv[4], argv[5], xid);
        (void)close(start(broker, argv[4], argv[5], xid, "/pause"));
        return 0;
    }
    by_name(broker, VS_OP_GUEST_KILL, argv[4]);
    delete_guest(broker, argv[4]);
    return 0;
}

int run_broker(int argc, char **argv)
{
    cleanup_fd int broker = connect_broker(argv[2]);
    if (broker < 0) {
        fprintf(stderr, "%s: %s\n", argv[2], strerror(-broker));
        return 1;
    }
    if (strcmp(argv[1], "start") == 0 && argc >= 7)
        return time_start(broker, argc, argv);
    if (strcmp(argv[1], "enter") == 0 && argc >= 6)
        return time_enter(broker, argv);
    if (strcmp(argv[1], "guest") == 0)
        return set_up_guest(broker, argc, argv);
    return 2;
}
