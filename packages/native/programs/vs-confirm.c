/* Root's half of a bulk permit: lists what the agent asked for, and confirms or withdraws it. */
#include "bulk-permit.h"
#include "cleanup.h"
#include "parse.h"
#include "socket.h"
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

static const char HELP[] =
    "Usage: vs-confirm [--instance NAME | --run DIR]\n"
    "       vs-confirm [--instance NAME | --run DIR] [--at-once | --withdraw] ID\n"
    "\n"
    "The broker lets its agent stop and delete only a few guests in a short time. For\n"
    "more, the agent asks for a bulk permit. Without ID this lists the permits; with the\n"
    "ID that the panel shows it confirms one. Compare kind and number first.\n"
    "\n"
    "  --at-once        valid now instead of after the broker's delay\n"
    "  --withdraw       takes the permit back, confirmed or not\n"
    "  --instance NAME  which installation (vserver)\n"
    "  --run DIR        its run-time files (/run/NAME)\n"
    "  --help           this text\n";

struct call {
    char run[VS_PATH_SIZE];
    struct vs_bulk_id permit; /* id 0: list */
    bool withdraw;
};

struct reply {
    struct vs_header header;
    union {
        struct vs_bulk_list list;
        struct vs_bulk_permit permit;
    } body;
};

static _Noreturn void refuse(const char *why)
{
    (void)fprintf(stderr, "vs-confirm: %s. See --help.\n", why);
    exit(2);
}

static void take_run(struct call *call, int option)
{
    bool is_instance = option == 'i';
    int r = is_instance ? vs_parse_instance(optarg) : vs_parse_directory(optarg);
    if (r < 0)
        refuse(is_instance ? "--instance needs the name of an installation"
                           : "--run needs an absolute path");
    (void)snprintf(call->run, sizeof(call->run), "%s%s", is_instance ? "/run/" : "", optarg);
}

static void take_id(struct call *call, const char *text)
{
    uint64_t id;
    if (vs_parse_number(text, VS_BULK_ID_MAX, &id) < 0 || id < VS_BULK_ID_MIN)
        refuse("an ID has six digits");
    call->permit.id = (uint32_t)id;
}

static void parse_arguments(struct call *call, int argc, char **argv)
{
    static const struct option OPTIONS[] = {
        {"instance", required_argument, NULL, 'i'}, {"run", required_argument, NULL, 'r'},
        {"at-once", no_argument, NULL, 'n'},        {"withdraw", no_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'},           {0},
    };
    for (int option; (option = getopt_long(argc, argv, "", OPTIONS, NULL)) >= 0;) {
        if (option == 'h') {
            (void)fputs(HELP, stdout);
            exit(0);
        } else if (option == 'i' || option == 'r') {
            take_run(call, option);
        } else if (option == 'n') {
            call->permit.flags = VS_BULK_AT_ONCE;
        } else if (option == 'w') {
            call->withdraw = true;
        } else {
            refuse("there is no such option");
        }
    }
    if (optind + 1 < argc)
        refuse("one ID at a time");
    if (optind < argc)
        take_id(call, argv[optind]);
    if ((call->withdraw || call->permit.flags) && !call->permit.id)
        refuse("which ID?");
    if (call->withdraw && call->permit.flags)
        refuse("--at-once and --withdraw exclude each other");
}

static int connect_to(const char *run)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int n = snprintf(address.sun_path, sizeof(address.sun_path), "%s/bulk.sock", run);
    if (n < 0 || (size_t)n >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    cleanup_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
        return -errno;
    return vs_steal_fd(&fd);
}

static int ask(int broker, uint32_t operation, const void *request, size_t size,
               struct reply *ret_reply)
{
    struct vs_header header = {
        .magic = VS_MAGIC, .operation = operation, .request = 1, .size = (uint32_t)size};
    struct iovec parts[] = {
        {.iov_base = &header, .iov_len = sizeof(header)},
        {.iov_base = (void *)request, .iov_len = size},
    };
    cleanup_fd int unwanted = -1;
    int r = vs_socket_send(broker, parts, 2, -1);
    if (r < 0)
        return r;
    ssize_t n = vs_socket_receive(broker, ret_reply, sizeof(*ret_reply), &unwanted);
    if (n < (ssize_t)sizeof(header))
        return n < 0 ? (int)n : -EPIPE;
    return ret_reply->header.error;
}

static const char *describe(const struct vs_bulk_permit *permit, char *ret_text, size_t size)
{
    uint64_t now = (uint64_t)time(NULL) * 1000;
    uint64_t until = permit->state == VS_BULK_CONFIRMED ? permit->valid_from : permit->expires_at;
    uint64_t seconds = until > now ? (until - now) / 1000 : 0;
    const char *format = permit->state == VS_BULK_ASKED ? "waits for confirmation, %" PRIu64 " s"
                         : permit->state == VS_BULK_CONFIRMED ? "confirmed, valid in %" PRIu64 " s"
                                                              : "valid for %" PRIu64 " s";
    (void)snprintf(ret_text, size, format, seconds);
    return ret_text;
}

static void print_permit(const struct vs_bulk_permit *permit)
{
    char state[64], asked[32] = "";
    time_t at = (time_t)(permit->asked_at / 1000);
    struct tm local;
    if (localtime_r(&at, &local))
        (void)strftime(asked, sizeof(asked), "%Y-%m-%d %H:%M:%S", &local);
    (void)printf("%u  %s %u of %u guests, for %u minutes, asked %s: %s\n", permit->id,
                 vs_bulk_kind_word(permit->kind), permit->left, permit->count, permit->minutes,
                 asked, describe(permit, state, sizeof(state)));
}

static int print_list(int broker)
{
    static const struct vs_empty NOTHING;
    struct reply reply;
    int found = 0;
    int r = ask(broker, VS_OP_BULK_LIST, &NOTHING, sizeof(NOTHING), &reply);
    if (r < 0)
        return r;
    for (int i = 0; i < VS_BULK_MAX; i++)
        if (reply.body.list.permits[i].id) {
            print_permit(&reply.body.list.permits[i]);
            found++;
        }
    if (!found)
        (void)puts("No bulk permit was asked for.");
    return 0;
}

static int run(const struct call *call, int broker)
{
    struct reply reply;
    if (!call->permit.id)
        return print_list(broker);
    uint32_t operation = call->withdraw ? VS_OP_BULK_WITHDRAW : VS_OP_BULK_CONFIRM;
    int r = ask(broker, operation, &call->permit, sizeof(call->permit), &reply);
    if (r == 0 && call->withdraw)
        (void)printf("%u  withdrawn\n", call->permit.id);
    else if (r == 0)
        print_permit(&reply.body.permit);
    return r;
}

int main(int argc, char **argv)
{
    struct call call = {.run = "/run/vserver"};
    parse_arguments(&call, argc, argv);
    cleanup_fd int broker = connect_to(call.run);
    if (broker < 0) {
        (void)fprintf(stderr, "vs-confirm: no broker answers in %s: %s.\n", call.run,
                      strerror(-broker));
        return 1;
    }
    int r = run(&call, broker);
    if (r == -ENOENT)
        (void)fprintf(stderr, "vs-confirm: there is no permit %u.\n", call.permit.id);
    else if (r == -EALREADY)
        (void)fprintf(stderr, "vs-confirm: permit %u is confirmed already.\n", call.permit.id);
    else if (r < 0)
        (void)fprintf(stderr, "vs-confirm: the broker refused: %s.\n", strerror(-r));
    return r < 0 ? 1 : 0;
}
