/*
 * What every guest has sent and been sent since the host started, as the programs on the links
 * counted it: neither the end of a guest nor of the broker takes anything from it.
 */
#include "network-use.h"
#include "cleanup.h"
#include "kernel.h"
#include "network-host.h"
#include "packet-rate.h"
#include "packet-store.h"
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#define FILE_NAME "network-use"

static uint64_t clock_us(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* NAME XID, then bytes and packets of IN4 IN6 OUT4 OUT6, then SPOOFED RATE_DROPPED */
static int write_line(FILE *file, const char *name, const struct vs_account *account,
                      const struct vs_network_counters *use)
{
    const struct vs_packet_count *const counts[] = {&use->in4, &use->in6, &use->out4, &use->out6};
    int n = fprintf(file, "%s %u", name, account->xid);
    for (int i = 0; n >= 0 && i < 4; i++)
        n = fprintf(file, " %" PRIu64 " %" PRIu64, counts[i]->bytes, counts[i]->packets);
    n = n < 0 ? n
              : fprintf(file, " %" PRIu64 " %" PRIu64 "\n", use->spoofed, account->rate_dropped);
    return n < 0 ? -EIO : 0;
}

struct reading {
    struct vs_packet_store store;
    struct vs_netlink netlink;
};

static int write_guest(struct reading *reading, FILE *file, const char *name)
{
    struct vs_account account;
    struct vs_network_counters use;
    int r = vs_account_get(&reading->store, name, &account);
    r = r < 0 ? r : vs_use_read(&reading->store, account.xid, &use);
    if (r < 0)
        return r;
    uint64_t before = account.rate_dropped;
    vs_rate_take_drops(&reading->store, &reading->netlink, &account);
    if (account.rate_dropped != before)
        r = vs_account_put(&reading->store, name, &account);
    return r < 0 ? r : write_line(file, name, &account, &use);
}

/* One whose record is not whole is being made or forgotten. */
static int fill(struct reading *reading, FILE *file, gid_t gid, uint32_t *ret_count)
{
    char name[VS_NAME_SIZE] = "";
    uint32_t count = 0;
    int r = 0;
    while (r == 0 && reading->store.account >= 0 &&
           vs_account_next(&reading->store, name, name) == 0) {
        r = write_guest(reading, file, name);
        count += r == 0;
        r = r == -ENOENT ? 0 : r;
    }
    if (r == 0 &&
        (fflush(file) != 0 || fchown(fileno(file), 0, gid) < 0 || fchmod(fileno(file), 0640) < 0))
        r = -errno;
    if (r == 0)
        *ret_count = count;
    return r;
}

/* By rename, with a name of its own: two may be asked for at once. */
static int write_file(const struct vs_layout_record *layout, struct reading *reading,
                      uint32_t *ret_count)
{
    char path[2 * VS_PATH_SIZE], temporary[2 * VS_PATH_SIZE + 16];
    (void)snprintf(path, sizeof(path), "%s/" FILE_NAME, layout->run);
    (void)snprintf(temporary, sizeof(temporary), "%s.%d", path, getpid());
    FILE *file = fopen(temporary, "we");
    if (!file)
        return -errno;
    int r = fill(reading, file, layout->agent_gid, ret_count);
    (void)fclose(file);
    if (r == 0 && rename(temporary, path) < 0)
        r = -errno;
    if (r < 0)
        (void)unlink(temporary);
    return r;
}

int network_use(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    (void)request;
    struct reading reading = {.store = VS_PACKET_STORE_CLOSED};
    struct vs_network_use_reply *reply = (void *)ret_answer->bytes;
    struct vs_failure *failure = &ret_answer->failure;
    uint64_t begun = clock_us(CLOCK_MONOTONIC);
    reply->measured_at = clock_us(CLOCK_REALTIME) / 1000;
    int r = vs_fail(failure, "namespace", vs_net_open(&broker->layout, &reading.netlink));
    if (r < 0)
        return r;
    r = vs_packet_store_find(&broker->layout, &reading.store);
    r = r == -ENOENT ? 0 : vs_fail(failure, "programs", r);
    r = r < 0 ? r : vs_fail(failure, "file", write_file(&broker->layout, &reading, &reply->guests));
    vs_packet_store_close(&reading.store);
    vs_netlink_close(&reading.netlink);
    reply->duration_us = clock_us(CLOCK_MONOTONIC) - begun;
    return r;
}
