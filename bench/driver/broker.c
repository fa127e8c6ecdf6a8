/* Speaks to vs-broker as the agent does. */
#include "common/cleanup.h"
#include "common/protocol.h"
#include "driver.h"
#include "guest.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    /* The file stays: a layer must not change under a mounted overlay. Only a later stamp counts.
     */
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
    kill_guest(broker, argv[4]);
    delete_guest(broker, argv[4]);
    return 0;
}

/* Guests that idle, named PREFIX-XID. */
static int set_up_crowd(int broker, char **argv)
{
    uint32_t first = (uint32_t)strtoul(argv[5], NULL, 10);
    uint32_t count = (uint32_t)strtoul(argv[6], NULL, 10);
    for (uint32_t xid = first; xid < first + count; xid++) {
        char name[VS_NAME_SIZE];
        (void)snprintf(name, sizeof(name), "%s-%u", argv[3], xid);
        create(broker, name, argv[4], xid);
        (void)close(start(broker, name, argv[4], xid, "/pause"));
    }
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
    if (strcmp(argv[1], "crowd") == 0 && argc >= 7)
        return set_up_crowd(broker, argv);
    if (strcmp(argv[1], "guest") == 0)
        return set_up_guest(broker, argc, argv);
    return 2;
}
