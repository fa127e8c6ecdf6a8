/* Gives the host its own network back, for ./down and for who removes the product. */
#include "cleanup.h"
#include "guest-state.h"
#include "kernel.h"
#include "network-restore.h"
#include "parse.h"
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char HELP[] =
    "Usage: vs-network restore --instance NAME --run DIR --data DIR [--network-namespace FILE]\n"
    "\n"
    "Removes the links, routes, rules and settings that guests' networks needed on this host and\n"
    "puts back what was there before. No guest may run, and no broker.\n";

enum option_code { INSTANCE = 1, RUN, DATA, NETWORK_NAMESPACE, HELP_ME };

static const struct option OPTIONS[] = {
    {"instance", required_argument, NULL, INSTANCE},
    {"run", required_argument, NULL, RUN},
    {"data", required_argument, NULL, DATA},
    {"network-namespace", required_argument, NULL, NETWORK_NAMESPACE},
    {"help", no_argument, NULL, HELP_ME},
    {0},
};

static int take_directory(char ret_path[VS_PATH_SIZE])
{
    int r = vs_parse_directory(optarg);
    if (r == 0)
        (void)snprintf(ret_path, VS_PATH_SIZE, "%s", optarg);
    return r;
}

static int take(int option, struct vs_layout_record *layout)
{
    switch (option) {
    case INSTANCE:
        if (vs_parse_instance(optarg) < 0)
            return -EINVAL;
        (void)snprintf(layout->instance, sizeof(layout->instance), "%s", optarg);
        return 0;
    case RUN:
        return take_directory(layout->run);
    case DATA:
        return take_directory(layout->data);
    case NETWORK_NAMESPACE:
        return take_directory(layout->network);
    default:
        return -EINVAL;
    }
}

static bool parse(int argc, char **argv, struct vs_layout_record *ret_layout)
{
    for (;;) {
        int option = getopt_long(argc, argv, "", OPTIONS, NULL);
        if (option < 0)
            break;
        if (option == HELP_ME) {
            (void)fputs(HELP, stdout);
            exit(0);
        }
        if (take(option, ret_layout) < 0)
            return false;
    }
    return optind + 1 == argc && !strcmp(argv[optind], "restore") && ret_layout->instance[0] &&
           ret_layout->run[0] && ret_layout->data[0];
}

/* A broker would make anew what is taken away. */
static bool has_broker(const struct vs_layout_record *layout)
{
    char path[VS_PATH_SIZE + 16];
    (void)snprintf(path, sizeof(path), "%s/broker.lock", layout->run);
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0;
}

static bool has_guests(const struct vs_layout_record *layout)
{
    char path[VS_PATH_SIZE + 16];
    (void)snprintf(path, sizeof(path), "%s/guests", layout->run);
    cleanup_dir DIR *guests = opendir(path);
    for (struct dirent *entry; guests && (entry = readdir(guests));) {
        struct vs_guest_state state;
        cleanup_fd int pidfd = -1;
        cleanup_fd int run =
            openat(dirfd(guests), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (entry->d_name[0] != '.' && run >= 0 && vs_guest_open(run, &state, &pidfd) == 0)
            return true;
    }
    return false;
}

int main(int argc, char **argv)
{
    static struct vs_layout_record layout;
    struct vs_failure failure = {0};
    if (!parse(argc, argv, &layout)) {
        (void)fputs("vs-network: see --help.\n", stderr);
        return 2;
    }
    if (has_broker(&layout) || has_guests(&layout)) {
        (void)fputs("vs-network: the broker or a guest still runs.\n", stderr);
        return 1;
    }
    if (vs_network_restore(&layout, &failure) == 0)
        return 0;
    (void)fprintf(stderr, "vs-network: %s: %s.\n", failure.stage, strerror(-failure.error));
    return 1;
}
