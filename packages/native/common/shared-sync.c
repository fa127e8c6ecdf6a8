#include "shared-sync.h"
#include "bpf-call.h"
#include "cleanup.h"
#include "kernel.h"
#include "network-host.h"
#include "shared-config.h"
#include <linux/if_ether.h>
#include <string.h>
#include <sys/stat.h>

static int open_maps(const struct vs_shared_objects *objects, struct vs_shared_sync *ret_sync)
{
    const int fds[] = {vs_shared_map(objects, "shared_server"), vs_shared_map(objects, "shared"),
                       vs_shared_find(objects, "sync")};
    int copies[3] = {-1, -1, -1};
    for (int i = 0; i < 3; i++) {
        copies[i] = fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
        if (copies[i] >= 0)
            continue;
        int r = fds[i] < 0 ? fds[i] : -errno;
        while (i-- > 0)
            (void)close(copies[i]);
        return r;
    }
    ret_sync->servers = copies[0];
    ret_sync->configs = copies[1];
    ret_sync->program = copies[2];
    return 0;
}

int vs_shared_sync_open(const struct vs_shared_objects *objects, int host, uint32_t xid, int group,
                        struct vs_shared_sync *ret_sync)
{
    struct stat found;
    struct vs_shared_sync sync = {.xid = xid};
    if (fstat(group, &found) < 0)
        return -errno;
    sync.group = found.st_ino;
    cleanup_fd int copy = fcntl(host, F_DUPFD_CLOEXEC, 0);
    int r = copy < 0 ? -errno : open_maps(objects, &sync);
    if (r < 0)
        return r;
    sync.host = vs_steal_fd(&copy);
    *ret_sync = sync;
    return 0;
}

struct run {
    int program;
    struct {
        struct ethhdr header;
        struct vs_shared_request request;
    } __attribute__((packed)) packet;
};

/* In the network namespace of the caller. Source: kernel bpf/bpf_prog_run.rst. */
static int run_program(void *argument)
{
    struct run *run = argument;
    union bpf_attr attr = {.test = {.prog_fd = (uint32_t)run->program,
                                    .data_in = (uint64_t)(uintptr_t)&run->packet,
                                    .data_size_in = sizeof(run->packet)}};
    int r = vs_bpf_call(BPF_PROG_TEST_RUN, &attr);
    return r < 0 ? r : (int)attr.test.retval;
}

static int put(const struct vs_shared_sync *sync, uint32_t port)
{
    struct vs_shared_config config;
    int r = vs_bpf_lookup(sync->configs, &sync->group, &config);
    if (r < 0)
        return r;
    struct run run = {.program = sync->program,
                      .packet.request = {.xid = sync->xid,
                                         .port = (uint16_t)port,
                                         .primary4 = config.primary4,
                                         .primary6 = config.primary6}};
    r = vs_net_within(sync->host, run_program, &run);
    return r < 0 ? r : 0;
}

/* An entry goes before its server is looked for: one that is bound meanwhile makes a new one. */
int vs_shared_sync_step(const struct vs_shared_sync *sync)
{
    struct vs_shared_server keys[2];
    int at = 0, failed = 0;
    int r = vs_bpf_next_key(sync->servers, NULL, &keys[0]);
    while (r == 0) {
        const struct vs_shared_server *key = &keys[at];
        r = vs_bpf_next_key(sync->servers, key, &keys[!at]);
        if (key->xid == sync->xid && vs_bpf_delete(sync->servers, key) == 0 && failed == 0)
            failed = put(sync, key->port);
        at = !at;
    }
    return r == -ENOENT ? failed : r;
}

void vs_shared_sync_close(struct vs_shared_sync *sync)
{
    vs_close_fd(&sync->servers);
    vs_close_fd(&sync->configs);
    vs_close_fd(&sync->program);
    vs_close_fd(&sync->host);
}
