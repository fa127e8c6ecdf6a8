/*
 * Drives a broker by hand and in smoke tests: one operation per call.
 *
 *   broker-client SOCKET hello | create NAME TEMPLATE XID | start NAME TEMPLATE XID STYLE [ARG...]
 *       | open NAME | stop NAME halt|reboot | kill NAME | delete NAME | wait NAME
 *       | limit NAME MEMORY MILLICORES WEIGHT PROCESSES | limits NAME | build ID SUITE MIRROR XID
 *       | cancel ID | untemplate ID | raw HEX
 * Limits are numbers, "inf" or "keep". Prints the reply as key=value and exits 0, or prints
 * "error STAGE ERRNO" and exits 1. `raw` sends any bytes and says whether the broker hung up.
 */
#include "caps.h"
#include "cleanup.h"
#include "limit-unlimited.h"
#include "protocol.h"
#include "socket.h"
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

struct call {
    struct vs_header header;
    uint8_t body[2048] __attribute__((aligned(8)));
};

struct client {
    int socket;
    int fd; /* attached to the last reply */
    struct call reply;
};

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(3);
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
        die("connect");
    return fd;
}

/* The broker refuses an id that is not larger than the one before. */
static uint64_t next_request(void)
{
    static uint64_t last;
    return ++last;
}

static void call(struct client *client, uint32_t operation, const void *request, size_t size)
{
    struct timespec from, to;
    struct vs_header header = {.magic = VS_MAGIC,
                               .operation = operation,
                               .request = next_request(),
                               .size = (uint32_t)size};
    struct iovec parts[] = {
        {.iov_base = &header, .iov_len = sizeof(header)},
        {.iov_base = (void *)request, .iov_len = size},
    };
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    if (vs_socket_send(client->socket, parts, 2, -1) < 0)
        die("send");
    ssize_t n =
        vs_socket_receive(client->socket, &client->reply, sizeof(client->reply), &client->fd);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    if (n < (ssize_t)sizeof(header)) {
        (void)puts("closed");
        exit(2);
    }
    (void)fprintf(stderr, "%.3f ms\n",
                  (double)(to.tv_sec - from.tv_sec) * 1e3 +
                      (double)(to.tv_nsec - from.tv_nsec) / 1e6);
    if (client->reply.header.error) {
        (void)printf("error %s %d\n", client->reply.header.stage, -client->reply.header.error);
        exit(1);
    }
}

static uint64_t limit_value(const char *text)
{
    if (!strcmp(text, "inf"))
        return VS_INFINITY;
    return !strcmp(text, "keep") ? VS_KEEP : strtoull(text, NULL, 10);
}

static void print_limit(const struct vs_limit *limit)
{
    (void)printf("memory=%" PRIu64 " cpu=%" PRIu64 " weight=%" PRIu64 " processes=%" PRIu64 "\n",
                 limit->memory_bytes, limit->cpu_millicores, limit->cpu_weight, limit->processes);
}

static void print_guest(const struct vs_guest_reply *guest)
{
    (void)printf("pid=%d supervisor=%d started=%" PRIu64 "\n", guest->pid, guest->supervisor_pid,
                 guest->started_at);
}

static uint32_t style_of(const char *word)
{
    static const char *const WORDS[] = {"", "systemd", "sysv", "plain", "single"};
    for (uint32_t style = 1; style <= 4; style++)
        if (!strcmp(word, WORDS[style]))
            return style;
    return (uint32_t)strtoul(word, NULL, 10);
}

static void do_start(struct client *client, int argc, char **argv)
{
    struct vs_guest_start start = {
        .xid = (uint32_t)strtoul(argv[2], NULL, 10),
        .init_style = style_of(argv[3]),
        .bcaps = vs_caps_secure(),
        .limit = vs_limit_unlimited(),
    };
    start.limit.memory_bytes = 512u << 20;
    start.limit.processes = 1000;
    (void)snprintf(start.name, sizeof(start.name), "%s", argv[0]);
    (void)snprintf(start.hostname, sizeof(start.hostname), "%s", argv[0]);
    (void)snprintf(start.template_id, sizeof(start.template_id), "%s", argv[1]);
    size_t at = 0;
    for (int i = 4; i < argc; i++, start.init_argc++)
        at +=
            (size_t)snprintf(start.init_argv + at, sizeof(start.init_argv) - at, "%s", argv[i]) + 1;
    call(client, VS_OP_GUEST_START, &start, sizeof(start));
    print_guest((const void *)client->reply.body);
}

static void do_limit(struct client *client, char **argv)
{
    struct vs_limit_request request;
    (void)memset(&request, 0, sizeof(request));
    uint64_t keep = VS_KEEP;
    for (size_t i = 0; i < VS_LIMIT_NUMBERS; i++)
        memcpy((char *)&request.limit + i * sizeof(keep), &keep, sizeof(keep));
    request.limit.memory_bytes = limit_value(argv[1]);
    request.limit.cpu_millicores = limit_value(argv[2]);
    request.limit.cpu_weight = limit_value(argv[3]);
    request.limit.processes = limit_value(argv[4]);
    (void)snprintf(request.name, sizeof(request.name), "%s", argv[0]);
    call(client, VS_OP_LIMIT_SET, &request, sizeof(request));
    print_limit((const void *)client->reply.body);
}

static void do_hello(struct client *client)
{
    static const struct vs_empty EMPTY = {0};
    call(client, VS_OP_HELLO, &EMPTY, sizeof(EMPTY));
    const struct vs_hello_reply *hello = (const void *)client->reply.body;
    (void)printf("mode=%u features=%#x missing=%#x running=%u parent=%s\n", hello->cgroup_mode,
                 hello->features, hello->missing, hello->running, hello->cgroup_parent);
}

static void do_create(struct client *client, char **argv)
{
    struct vs_guest_create create = {.xid = (uint32_t)strtoul(argv[2], NULL, 10),
                                     .disk_bytes = VS_INFINITY,
                                     .disk_soft_bytes = VS_INFINITY,
                                     .inodes = VS_INFINITY,
                                     .inodes_soft = VS_INFINITY};
    (void)snprintf(create.name, sizeof(create.name), "%s", argv[0]);
    (void)snprintf(create.template_id, sizeof(create.template_id), "%s", argv[1]);
    call(client, VS_OP_GUEST_CREATE, &create, sizeof(create));
}

static void do_build(struct client *client, char **argv)
{
    struct vs_template_build build = {.xid = (uint32_t)strtoul(argv[3], NULL, 10)};
    (void)snprintf(build.id, sizeof(build.id), "%s", argv[0]);
    (void)snprintf(build.suite, sizeof(build.suite), "%s", argv[1]);
    (void)snprintf(build.source, sizeof(build.source), "%s", argv[2]);
    call(client, VS_OP_TEMPLATE_BUILD, &build, sizeof(build));
}

static void do_stop(struct client *client, char **argv)
{
    struct vs_guest_stop stop = {.kind = strcmp(argv[1], "reboot") ? VS_STOP_HALT : VS_STOP_REBOOT};
    (void)snprintf(stop.name, sizeof(stop.name), "%s", argv[0]);
    call(client, VS_OP_GUEST_STOP, &stop, sizeof(stop));
}

static void call_name(struct client *client, uint32_t operation, const char *text)
{
    struct vs_guest_name name = {0}; /* a template's id has the same shape */
    (void)snprintf(name.name, sizeof(name.name), "%s", text);
    call(client, operation, &name, sizeof(name));
}

static void do_wait(struct client *client, const char *name)
{
    call_name(client, VS_OP_GUEST_OPEN, name);
    struct pollfd polled = {.fd = client->fd, .events = POLLIN};
    (void)poll(&polled, 1, 60000);
    (void)puts(polled.revents ? "ended" : "still running");
}

static void do_raw(struct client *client, const char *hex)
{
    uint8_t bytes[4096];
    size_t length = 0;
    for (; hex[0] && hex[1] && length < sizeof(bytes); hex += 2)
        (void)sscanf(hex, "%2hhx", &bytes[length++]);
    if (send(client->socket, bytes, length, MSG_NOSIGNAL) < 0)
        die("send");
    ssize_t n = recv(client->socket, &client->reply, sizeof(client->reply), 0);
    (void)printf("%s %d\n", n <= 0 ? "closed" : "answered",
                 n <= 0 ? 0 : client->reply.header.error);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 3;
    struct client client = {.socket = connect_to(argv[1]), .fd = -1};
    const char *verb = argv[2];
    char **rest = argv + 3;
    int count = argc - 3;
    if (!strcmp(verb, "hello"))
        do_hello(&client);
    else if (!strcmp(verb, "create") && count == 3)
        do_create(&client, rest);
    else if (!strcmp(verb, "start") && count >= 4)
        do_start(&client, count, rest);
    else if (!strcmp(verb, "stop") && count == 2)
        do_stop(&client, rest);
    else if (!strcmp(verb, "wait") && count == 1)
        do_wait(&client, rest[0]);
    else if (!strcmp(verb, "limit") && count == 5)
        do_limit(&client, rest);
    else if (!strcmp(verb, "build") && count == 4)
        do_build(&client, rest);
    else if (!strcmp(verb, "raw") && count == 1)
        do_raw(&client, rest[0]);
    else if (!strcmp(verb, "open") && count == 1) {
        call_name(&client, VS_OP_GUEST_OPEN, rest[0]);
        print_guest((const void *)client.reply.body);
    } else if (!strcmp(verb, "limits") && count == 1) {
        call_name(&client, VS_OP_LIMIT_GET, rest[0]);
        print_limit((const void *)client.reply.body);
    } else if (!strcmp(verb, "kill") && count == 1)
        call_name(&client, VS_OP_GUEST_KILL, rest[0]);
    else if (!strcmp(verb, "delete") && count == 1)
        call_name(&client, VS_OP_GUEST_DELETE, rest[0]);
    else if (!strcmp(verb, "cancel") && count == 1)
        call_name(&client, VS_OP_TEMPLATE_CANCEL, rest[0]);
    else if (!strcmp(verb, "untemplate") && count == 1)
        call_name(&client, VS_OP_TEMPLATE_DELETE, rest[0]);
    else
        return 3;
    return 0;
}
