#include "park.h"
#include "cleanup.h"
#include "event.h"
#include "protocol.h"
#include "socket.h"
#include "spawn.h"
#include <stdio.h>
#include <string.h>

#define IDLE_COUNT  2     /* how many wait on a host that starts nothing */
#define STARTS_EACH 4     /* starts of the last while that add one more */
#define HALF_MS     20000 /* in which half of the demand is forgotten */
#define STEP_MS     4     /* between two changes: a start in flight goes first */
#define SHRINK_MS   30000
#define RETRY_MS    60000 /* after one that could not be made or ended by itself */

static uint32_t count(const struct pool *pool)
{
    uint32_t found = 0;
    for (int i = 0; i < PARKED_MAX; i++)
        found += pool->parked[i].report_fd >= 0;
    return found;
}

static struct parked *oldest(struct pool *pool)
{
    struct parked *found = NULL;
    for (int i = 0; i < PARKED_MAX; i++) {
        struct parked *parked = &pool->parked[i];
        if (parked->report_fd >= 0 && (!found || parked->made_ms < found->made_ms))
            found = parked;
    }
    return found;
}

static void forget_old_demand(struct pool *pool, int64_t now_ms)
{
    for (; pool->demand > 0 && now_ms - pool->demand_ms >= HALF_MS; pool->demand_ms += HALF_MS)
        pool->demand /= 2;
    if (pool->demand == 0)
        pool->demand_ms = now_ms;
}

static uint32_t wanted(struct pool *pool, int64_t now_ms)
{
    forget_old_demand(pool, now_ms);
    uint32_t number = IDLE_COUNT + pool->demand / STARTS_EACH;
    return number < pool->limit ? number : pool->limit;
}

/* Closing is all it takes: who waits at the other end then ends. */
static void let_go(struct parked *parked)
{
    vs_close_fd(&parked->report_fd);
    vs_close_fd(&parked->pidfd);
}

int park_take(struct broker *broker, const struct operation *operation, const void *request,
              int *ret_report, int *ret_pidfd)
{
    struct pool *pool = &broker->pool;
    int64_t now_ms = monotonic_ms();
    struct iovec part = {.iov_base = (void *)request, .iov_len = operation->request_size};
    forget_old_demand(pool, now_ms);
    pool->demand++;
    pool->next_change_ms = now_ms + STEP_MS;
    for (struct parked *parked; (parked = oldest(pool));) {
        if (event_remove(broker, parked->report_fd) == 0 &&
            vs_socket_send(parked->report_fd, &part, 1, -1) == 0) {
            *ret_report = vs_steal_fd(&parked->report_fd);
            *ret_pidfd = vs_steal_fd(&parked->pidfd);
            return 0;
        }
        let_go(parked);
    }
    return -ENOENT;
}

void park_lost(struct broker *broker, uint32_t index)
{
    struct parked *parked = &broker->pool.parked[index];
    struct vs_failure failure = {0};
    cleanup_fd int unwanted = -1;
    if (parked->report_fd < 0)
        return; /* it got its guest meanwhile */
    ssize_t n = vs_socket_receive(parked->report_fd, &failure, sizeof(failure), &unwanted);
    if (n == sizeof(failure))
        (void)fprintf(stderr, "vs-broker: no supervisor can be parked: %s at %.*s.\n",
                      strerror(-failure.error), VS_STAGE_SIZE, failure.stage);
    let_go(parked);
    broker->pool.next_change_ms = monotonic_ms() + RETRY_MS;
}

static int add(struct broker *broker, int64_t now_ms)
{
    struct parked *parked = NULL;
    uint32_t index = 0;
    for (; index < PARKED_MAX && !parked; index++)
        if (broker->pool.parked[index].report_fd < 0)
            parked = &broker->pool.parked[index];
    if (!parked)
        return -ENOSPC;
    int r =
        spawn(broker, find_operation(VS_OP_GUEST_START), NULL, &parked->report_fd, &parked->pidfd);
    r = r < 0 ? r : event_add(broker, parked->report_fd, EVENT_PARKED, index - 1);
    if (r < 0)
        let_go(parked);
    parked->made_ms = now_ms;
    return r;
}

int park_tend(struct broker *broker, int64_t now_ms)
{
    struct pool *pool = &broker->pool;
    uint32_t want = broker->missing ? 0 : wanted(pool, now_ms), have = count(pool);
    if (have == want && pool->demand == 0)
        return -1;
    if (now_ms < pool->next_change_ms)
        return (int)(pool->next_change_ms - now_ms);
    int64_t pause = have + 1 < want ? STEP_MS : SHRINK_MS;
    if (have < want)
        pause = add(broker, now_ms) < 0 ? RETRY_MS : pause;
    else if (have > want)
        let_go(oldest(pool));
    pool->next_change_ms = now_ms + pause;
    return (int)pause;
}
