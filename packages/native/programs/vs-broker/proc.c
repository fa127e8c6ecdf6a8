#include "proc.h"
#include "cleanup.h"
#include "event.h"
#include "operation.h"
#include "socket.h"
#include "spawn.h"
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define READY_MS 5000
#define AGAIN_MS 30000 /* after one that could not begin */
#define QUICK_MS 1000  /* between starts of one that ends again at once */

static const struct operation START = {.where = IN_PROGRAM, .program = "vs-proc"};

static bool is_readable(int fd, int wait_ms)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    return poll(&polled, 1, wait_ms) > 0;
}

static int begin(struct broker *broker, struct vs_failure *ret_failure)
{
    cleanup_fd int unwanted = -1;
    int r = spawn(broker, &START, NULL, &broker->proc_fd, &broker->proc_pidfd);
    if (r < 0)
        return vs_fail(ret_failure, "program", r);
    if (!is_readable(broker->proc_fd, READY_MS))
        return vs_fail(ret_failure, "answer", -ETIMEDOUT);
    ssize_t n = vs_socket_receive(broker->proc_fd, ret_failure, sizeof(*ret_failure), &unwanted);
    if (n != sizeof(*ret_failure))
        return vs_fail(ret_failure, "answer", -EPROTO);
    return ret_failure->error;
}

static void let_go(struct broker *broker)
{
    vs_close_fd(&broker->proc_fd);
    vs_close_fd(&broker->proc_pidfd);
}

/* epoll does not exist yet when it is started first. */
static void start(struct broker *broker)
{
    struct vs_failure failure = {0};
    int r = begin(broker, &failure);
    if (r == 0 && broker->epoll_fd > 0)
        r = event_add(broker, broker->proc_pidfd, EVENT_PROC, 0);
    if (r == 0) {
        broker->layout.features |= VS_FEATURE_VIRTUAL_PROC;
        broker->proc_begun_ms = monotonic_ms();
        return;
    }
    (void)fprintf(stderr, "vs-broker: guests see the host's /proc: %s at %.*s.\n", strerror(-r),
                  VS_STAGE_SIZE, failure.stage);
    let_go(broker);
    broker->layout.features &= ~VS_FEATURE_VIRTUAL_PROC;
    broker->proc_due_ms = monotonic_ms() + AGAIN_MS;
}

void proc_open(struct broker *broker)
{
    broker->proc_fd = broker->proc_pidfd = -1;
    start(broker);
}

void proc_ended(struct broker *broker)
{
    int64_t lived_ms = monotonic_ms() - broker->proc_begun_ms;
    (void)event_remove(broker, broker->proc_pidfd);
    let_go(broker);
    broker->proc_due_ms = monotonic_ms() + (lived_ms < QUICK_MS ? QUICK_MS : 0);
}

int proc_tend(struct broker *broker, int64_t now_ms)
{
    if (broker->proc_pidfd >= 0)
        return -1;
    if (now_ms < broker->proc_due_ms)
        return (int)(broker->proc_due_ms - now_ms);
    start(broker);
    return broker->proc_pidfd >= 0 ? -1 : AGAIN_MS;
}

void proc_close(struct broker *broker)
{
    if (broker->proc_fd < 0)
        return;
    char stays;
    (void)shutdown(broker->proc_fd, SHUT_WR);
    if (is_readable(broker->proc_fd, READY_MS) && recv(broker->proc_fd, &stays, 1, 0) <= 0)
        (void)waitid(P_PIDFD, (id_t)broker->proc_pidfd, NULL, WEXITED);
    let_go(broker);
}
