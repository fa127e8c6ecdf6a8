#include "helper-event.h"
#include "cleanup.h"
#include "helper-run.h"
#include "kernel.h"
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* The scripts of a start have 30 seconds in all; those of the run before may have to end first. */
#define ANSWER_MS 45000

static const char *const ACTIONS[] = {
    [HELPER_NETUP] = "netup",     [HELPER_STARTUP] = "startup", [HELPER_OOM] = "oom",
    [HELPER_RESTART] = "restart", [HELPER_HALT] = "halt",       [HELPER_SHUTDOWN] = "shutdown",
    [HELPER_NETDOWN] = "netdown", [HELPER_NETLOST] = "netlost",
};

/* Not a child of S: S waits for all its children when a start fails. */
static int start_runner(const struct guest *guest, int socket)
{
    pid_t parent = fork();
    if (parent < 0)
        return -errno;
    if (parent == 0) {
        pid_t runner = fork();
        if (runner == 0)
            helper_run(guest, socket);
        _exit(runner < 0 ? 1 : 0);
    }
    int status = -1;
    if (waitpid(parent, &status, 0) < 0)
        return -errno;
    return status == 0 ? 0 : -EAGAIN;
}

int helper_init(struct guest *guest)
{
    int ends[2];
    if (access(guest->layout.helpers, F_OK) < 0)
        return 0;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -errno;
    cleanup_fd int ours = ends[0];
    cleanup_fd int theirs = ends[1];
    int r = start_runner(guest, theirs);
    if (r == 0)
        guest->helper_fd = vs_steal_fd(&ours);
    return r;
}

static int request(const struct guest *guest, enum helper_action action, bool wait)
{
    struct helper_request message = {.wait = wait};
    (void)snprintf(message.action, sizeof(message.action), "%s", ACTIONS[action]);
    int flags = MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT);
    return send(guest->helper_fd, &message, sizeof(message), flags) < 0 ? -errno : 0;
}

static int ask(struct guest *guest, enum helper_action action)
{
    int32_t answer;
    struct pollfd polled = {.fd = guest->helper_fd, .events = POLLIN};
    int r = request(guest, action, true);
    if (r < 0)
        return r;
    if (poll(&polled, 1, ANSWER_MS) <= 0)
        return -ETIMEDOUT;
    if (recv(guest->helper_fd, &answer, sizeof(answer), 0) != sizeof(answer))
        return -EPIPE;
    if (answer == 0)
        guest->helper_done |= 1u << action;
    return answer;
}

static bool has_own_network(const struct guest *guest)
{
    return guest->request.share_network[0] == '\0';
}

int helper_ask(struct guest *guest)
{
    if (guest->helper_fd < 0)
        return 0;
    int r = has_own_network(guest) ? ask(guest, HELPER_NETUP) : 0;
    return r < 0 ? r : ask(guest, HELPER_STARTUP);
}

void helper_undo(const struct guest *guest)
{
    if (guest->helper_done & 1u << HELPER_STARTUP)
        (void)request(guest, HELPER_SHUTDOWN, false);
    if (guest->helper_done & 1u << HELPER_NETUP)
        (void)request(guest, HELPER_NETDOWN, false);
}

void helper_tell(struct guest *guest, enum helper_action action)
{
    if ((action == HELPER_NETUP || action == HELPER_NETDOWN) && !has_own_network(guest))
        return;
    guest->events.dir = guest->run_fd;
    guest->events.gid = guest->layout.agent_gid;
    vs_event_write(&guest->events, ACTIONS[action]);
    if (guest->helper_fd >= 0 && !(guest->helper_done & 1u << action))
        (void)request(guest, action, false);
}
