#include "options.h"
#include "parse.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARKED_DEFAULT        8
#define BIN_SECONDS_DEFAULT   86400
#define BURST_DEFAULT         20
#define STOP_REFILL_SECONDS   10
#define DELETE_REFILL_SECONDS 30
#define BULK_DELAY_SECONDS    60
#define SECONDS_MAX           (7u * 86400u)

static const char HELP[] =
    "Usage: vs-broker --instance NAME --run DIR --data DIR --agent-uid UID --agent-gid GID\n"
    "                 [--bin-seconds N] [--stop-burst N] [--stop-refill-seconds N]\n"
    "                 [--delete-burst N] [--delete-refill-seconds N]\n"
    "                 [--bulk-delay-seconds N] [--parked N] [--programs DIR]\n"
    "                 [--helpers DIR] [--cgroup DIR] [--mount-storage]\n"
    "                 [--network-namespace FILE]\n"
    "\n"
    "Creates, starts, limits and stops guests for the agent, as root.\n"
    "\n"
    "  --instance NAME    name of the installation and of its cgroups\n"
    "  --run DIR          run-time files; the socket is DIR/broker.sock\n"
    "  --data DIR         DIR/storage holds templates, guests and the bin\n"
    "  --agent-uid UID    the user who may connect, besides root\n"
    "  --agent-gid GID    the group that may read states and consoles\n"
    "  --bin-seconds N    how long deleted guests are kept (86400)\n"
    "  --stop-burst N     guests the agent may stop or kill at once (20)\n"
    "  --stop-refill-seconds N\n"
    "                     time until it may stop one more (10)\n"
    "  --delete-burst N   guests, templates and areas it may delete at once (20)\n"
    "  --delete-refill-seconds N\n"
    "                     time until it may delete one more (30)\n"
    "  --bulk-delay-seconds N\n"
    "                     from root's confirmation of a bulk permit to its validity (60)\n"
    "  --parked N         supervisors that wait for starts, at most 16; 0: none (8)\n"
    "  --programs DIR     where vs-supervisor and the others are (this program's directory)\n"
    "  --helpers DIR      scripts run at a guest's events (/etc/INSTANCE/helpers)\n"
    "  --cgroup DIR       where in cgroup2 the groups of the guests are; the group above must be\n"
    "                     ours to divide (/INSTANCE)\n"
    "  --mount-storage    mounts DIR/storage over itself, without set-user-id programs and\n"
    "                     device nodes; it stays when the broker ends\n"
    "  --network-namespace FILE\n"
    "                     the network namespace that guests are joined to (the broker's own)\n";

static _Noreturn void refuse(const char *option, const char *why)
{
    (void)fprintf(stderr, "vs-broker: --%s %s. See --help.\n", option, why);
    exit(2);
}

static uint64_t number(const char *option, const char *text, uint64_t max)
{
    uint64_t value;
    if (vs_parse_number(text, max, &value) < 0)
        refuse(option, "needs a number");
    return value;
}

static void directory(const char *option, const char *text, char ret_path[VS_PATH_SIZE])
{
    if (vs_parse_directory(text) < 0)
        refuse(option, "needs an absolute path of letters, digits, '.', '_' and '-'");
    (void)snprintf(ret_path, VS_PATH_SIZE, "%s", text);
}

/* Given as a path from the mount, kept without its first slash. */
static void cgroup(const char *text, char ret_group[VS_GROUP_SIZE])
{
    if (vs_parse_directory(text) < 0 || strlen(text) > VS_GROUP_SIZE)
        refuse("cgroup", "needs a path from the cgroup mount of at most 59 characters");
    (void)snprintf(ret_group, VS_GROUP_SIZE, "%s", text + 1);
}

static void programs_beside_us(char ret_path[VS_PATH_SIZE])
{
    char path[VS_PATH_SIZE] = "";
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    char *slash = length > 0 ? strrchr(path, '/') : NULL;
    if (!slash)
        refuse("programs", "is needed here");
    *slash = '\0';
    directory("programs", path, ret_path);
}

enum option_code {
    INSTANCE = 1,
    RUN,
    DATA,
    AGENT_UID,
    AGENT_GID,
    BIN_SECONDS,
    STOP_BURST,
    STOP_REFILL,
    DELETE_BURST,
    DELETE_REFILL,
    BULK_DELAY,
    PARKED,
    PROGRAMS,
    HELPERS,
    CGROUP,
    MOUNT_STORAGE,
    NETWORK_NAMESPACE,
    HELP_ME
};

static const struct option OPTIONS[] = {
    {"instance", required_argument, NULL, INSTANCE},
    {"run", required_argument, NULL, RUN},
    {"data", required_argument, NULL, DATA},
    {"agent-uid", required_argument, NULL, AGENT_UID},
    {"agent-gid", required_argument, NULL, AGENT_GID},
    {"bin-seconds", required_argument, NULL, BIN_SECONDS},
    {"stop-burst", required_argument, NULL, STOP_BURST},
    {"stop-refill-seconds", required_argument, NULL, STOP_REFILL},
    {"delete-burst", required_argument, NULL, DELETE_BURST},
    {"delete-refill-seconds", required_argument, NULL, DELETE_REFILL},
    {"bulk-delay-seconds", required_argument, NULL, BULK_DELAY},
    {"parked", required_argument, NULL, PARKED},
    {"programs", required_argument, NULL, PROGRAMS},
    {"helpers", required_argument, NULL, HELPERS},
    {"cgroup", required_argument, NULL, CGROUP},
    {"mount-storage", no_argument, NULL, MOUNT_STORAGE},
    {"network-namespace", required_argument, NULL, NETWORK_NAMESPACE},
    {"help", no_argument, NULL, HELP_ME},
    {0},
};

static uint32_t positive(const char *option, const char *text)
{
    uint64_t value = number(option, text, SECONDS_MAX);
    if (value == 0)
        refuse(option, "needs a number above 0");
    return (uint32_t)value;
}

static void take_brake(struct broker *broker, int option)
{
    struct brake *stop = &broker->brakes[VS_BULK_STOP];
    struct brake *delete = &broker->brakes[VS_BULK_DELETE];
    switch (option) {
    case STOP_BURST:
        stop->burst = (uint32_t)number("stop-burst", optarg, UINT32_MAX - 1);
        break;
    case STOP_REFILL:
        stop->refill_ms = 1000ll * positive("stop-refill-seconds", optarg);
        break;
    case DELETE_BURST:
        delete->burst = (uint32_t)number("delete-burst", optarg, UINT32_MAX - 1);
        break;
    case DELETE_REFILL:
        delete->refill_ms = 1000ll * positive("delete-refill-seconds", optarg);
        break;
    default:
        broker->bulk_delay_ms = 1000 * number("bulk-delay-seconds", optarg, SECONDS_MAX);
    }
}

static void take(struct broker *broker, int option)
{
    struct vs_layout_record *layout = &broker->layout;
    switch (option) {
    case INSTANCE:
        if (vs_parse_instance(optarg) < 0)
            refuse("instance", "needs a name of lower-case letters, digits and hyphens");
        (void)snprintf(layout->instance, sizeof(layout->instance), "%s", optarg);
        break;
    case RUN:
        directory("run", optarg, layout->run);
        break;
    case DATA:
        directory("data", optarg, layout->data);
        break;
    case AGENT_UID:
        layout->agent_uid = (uint32_t)number("agent-uid", optarg, UINT32_MAX - 1);
        break;
    case AGENT_GID:
        layout->agent_gid = (uint32_t)number("agent-gid", optarg, UINT32_MAX - 1);
        break;
    case BIN_SECONDS:
        broker->bin_seconds = number("bin-seconds", optarg, UINT32_MAX);
        break;
    case STOP_BURST:
    case STOP_REFILL:
    case DELETE_BURST:
    case DELETE_REFILL:
    case BULK_DELAY:
        take_brake(broker, option);
        break;
    case PARKED:
        broker->pool.limit = (uint32_t)number("parked", optarg, PARKED_MAX);
        break;
    case PROGRAMS:
        directory("programs", optarg, layout->programs);
        break;
    case HELPERS:
        directory("helpers", optarg, layout->helpers);
        break;
    case CGROUP:
        cgroup(optarg, layout->group);
        break;
    case MOUNT_STORAGE:
        broker->mounts_storage = true;
        break;
    case NETWORK_NAMESPACE:
        directory("network-namespace", optarg, layout->network);
        break;
    case HELP_ME:
        (void)fputs(HELP, stdout);
        exit(0);
    default:
        (void)fputs("vs-broker: see --help.\n", stderr);
        exit(2);
    }
}

static void set_defaults(struct broker *broker)
{
    broker->bin_seconds = BIN_SECONDS_DEFAULT;
    broker->bulk_delay_ms = 1000 * BULK_DELAY_SECONDS;
    broker->brakes[VS_BULK_STOP] =
        (struct brake){.burst = BURST_DEFAULT, .refill_ms = 1000 * STOP_REFILL_SECONDS};
    broker->brakes[VS_BULK_DELETE] =
        (struct brake){.burst = BURST_DEFAULT, .refill_ms = 1000 * DELETE_REFILL_SECONDS};
}

void parse_options(struct broker *broker, int argc, char **argv)
{
    uint32_t given = 0;
    set_defaults(broker);
    broker->pool.limit = PARKED_DEFAULT;
    for (;;) {
        int option = getopt_long(argc, argv, "", OPTIONS, NULL);
        if (option < 0)
            break;
        take(broker, option);
        given |= 1u << option;
    }
    for (int option = INSTANCE; option <= AGENT_GID; option++)
        if (!(given & 1u << option))
            refuse(OPTIONS[option - 1].name, "is missing");
    if (optind < argc)
        refuse("help", "shows all there is; there are no other arguments");
    if (!(given & 1u << PROGRAMS))
        programs_beside_us(broker->layout.programs);
    if (!(given & 1u << HELPERS))
        (void)snprintf(broker->layout.helpers, VS_PATH_SIZE, "/etc/%s/helpers",
                       broker->layout.instance);
    if (!(given & 1u << CGROUP))
        (void)snprintf(broker->layout.group, VS_GROUP_SIZE, "%s", broker->layout.instance);
    for (int kind = VS_BULK_STOP; kind < BRAKES; kind++) {
        struct brake *brake = &broker->brakes[kind];
        brake_init(brake, brake->burst, brake->refill_ms, monotonic_ms());
    }
}
