/*
 * Started by vs-broker for each console: enters a guest with a program on a pty of the guest's own,
 * and shows that pty to viewers for as long as the program runs, whatever becomes of the broker.
 * Or with a program on pipes, for one viewer, as long as both are there.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "console.h"
#include "kernel.h"
#include "parse.h"
#include "socket.h"
#include "urgency.h"

/* The broker's terminal or pipe must not be held open for as long as we live. */
static void drop_stdio(void)
{
    cleanup_fd int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd <= 2; fd++)
        (void)dup2(null, fd);
}

static void isolate_self(void)
{
    static const int IGNORED[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE};
    sigset_t none;
    (void)setsid();
    (void)close_range(VS_FD_REPORT + 1, ~0u, 0);
    drop_stdio();
    (void)umask(022);
    (void)chdir("/");
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGCHLD, SIG_DFL);
    for (size_t i = 0; i < sizeof(IGNORED) / sizeof(IGNORED[0]); i++)
        (void)signal(IGNORED[i], SIG_IGN);
    /* The process that enters must be closed to the guest's root, who may trace its own. */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static int read_request(struct console *console)
{
    struct vs_console_open *request = &console->request;
    uint32_t count;
    int r = vs_spec_read(request, sizeof(*request), &console->layout);
    r = r < 0 ? r : vs_parse_name(request->name);
    r = r < 0 ? r : vs_parse_console(request->console);
    r = r < 0 ? r : vs_parse_argv(request->argv, &count);
    return r < 0 ? r : fcntl(VS_FD_REPORT, F_SETFD, FD_CLOEXEC) < 0 ? -errno : 0;
}

static const struct {
    const char *name;
    int (*run)(struct console *console);
} STAGES[] = {
    {"spec", read_request},
    {"guest", find_guest},
    {"pty", open_stdio},
    {"enter", enter_guest},
    {"console-socket", listen_for_viewers}, /* while the other process enters */
    {"enter", let_program_run},
};

static int run_stages(struct console *console)
{
    for (size_t i = 0; i < sizeof(STAGES) / sizeof(STAGES[0]); i++) {
        int r = STAGES[i].run(console);
        if (r < 0)
            return vs_fail(&console->failure, STAGES[i].name, r);
    }
    return 0;
}

static void undo(struct console *console)
{
    vs_close_fd(&console->enter_fd); /* a program that still waits for its turn ends */
    if (console->socket[0])
        (void)unlink(console->socket);
}

static void report(const struct console *console)
{
    struct vs_console_reply reply = {.pid = console->pid};
    __builtin_memcpy(reply.socket, console->socket, sizeof(reply.socket));
    struct iovec parts[] = {
        {.iov_base = (void *)&console->failure, .iov_len = sizeof(console->failure)},
        {.iov_base = &reply, .iov_len = sizeof(reply)},
    };
    (void)vs_socket_send(VS_FD_REPORT, parts, console->failure.error ? 1 : 2, -1);
    (void)close(VS_FD_REPORT);
}

int main(void)
{
    static struct console console = {.guest_pidfd = -1,
                                     .master_fd = -1,
                                     .slave_fd = -1,
                                     .near_fds = {-1, -1, -1},
                                     .far_fds = {-1, -1, -1},
                                     .program_fd = -1,
                                     .listen_fd = -1,
                                     .enter_fd = -1,
                                     .notify_fd = -1,
                                     .pidfd = -1};
    if (!vs_spec_is_given("vs-console"))
        return 2;
    vs_set_urgent(true);
    isolate_self();
    int r = run_stages(&console);
    if (r < 0)
        undo(&console);
    report(&console);
    if (r < 0)
        return 1;
    vs_set_urgent(false); /* from now on it only relays what the program prints */
    vs_close_fd(&console.enter_fd);
    vs_close_fd(&console.guest_pidfd);
    if (console.request.mode == VS_CONSOLE_TERMINAL)
        serve_console(&console);
    else
        relay_console(&console);
    return 0;
}
