/*
 * Pid 1 of a guest of style "plain": runs the guest's rc scripts and reaps, until it is asked to
 * halt or to reboot; then it runs the rc scripts for that and ends what they leave.
 */
#include "initctl.h"
#include "kernel.h"
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define GRACE_SECONDS 5
#define RC            "/etc/init.d/rc"

enum wish { NONE, HALT, REBOOT };

static const struct {
    int signal;
    enum wish wish;
} SIGNALS[] = {
    /* The supervisor's. */
    {SIGPWR, HALT},
    {SIGINT, REBOOT},
    /* Those of busybox' halt, poweroff and reboot. Source: busybox, init/halt.c. */
    {SIGUSR1, HALT},
    {SIGUSR2, HALT},
    {SIGTERM, REBOOT},
};
#define SIGNAL_COUNT (sizeof(SIGNALS) / sizeof(SIGNALS[0]))

static pid_t run(const char *path, const char *argument)
{
    sigset_t none;
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)setsid();
    (void)execl(path, path, argument, (char *)NULL);
    _exit(127);
}

/* Source: init(8), "ENVIRONMENT VARIABLES"; /etc/init.d/rc reads these two. */
static pid_t run_level(const char *now, const char *before)
{
    (void)setenv("RUNLEVEL", now, 1);
    (void)setenv("PREVLEVEL", before, 1);
    return run(RC, now);
}

/* The first one there is. */
static void start_services(void)
{
    if (access(RC, X_OK) == 0)
        (void)run_level("2", "N");
    else if (access("/etc/rc.local", X_OK) == 0)
        (void)run("/etc/rc.local", NULL);
}

/* False when nobody is left. */
static bool reap(pid_t awaited, bool *ret_ended)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        *ret_ended |= pid == awaited;
    return pid == 0;
}

static time_t seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static enum wish read_signal(int signals)
{
    struct signalfd_siginfo info;
    if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
        return NONE;
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        if ((int)info.ssi_signo == SIGNALS[i].signal)
            return SIGNALS[i].wish;
    return NONE;
}

/* What shutdown(8) and telinit(8) write. */
static enum wish read_control(int control)
{
    struct vs_initctl_request request;
    if (read(control, &request, sizeof(request)) != (ssize_t)sizeof(request) ||
        request.magic != VS_INITCTL_MAGIC || request.command != VS_INITCTL_RUNLEVEL)
        return NONE;
    return request.runlevel == '0' ? HALT : request.runlevel == '6' ? REBOOT : NONE;
}

/* Open for reading and writing, so that it has no end when its writers go. */
static int open_control(void)
{
    (void)mkfifo("/" VS_INITCTL_FILE, 0600);
    return open("/" VS_INITCTL_FILE, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
}

static enum wish serve(int signals)
{
    struct pollfd polled[] = {
        {.fd = signals, .events = POLLIN},
        {.fd = open_control(), .events = POLLIN},
    };
    for (;;) {
        bool ended = false;
        enum wish wish = NONE;
        (void)reap(-1, &ended);
        if (poll(polled, 2, -1) <= 0)
            continue;
        if (polled[0].revents)
            wish = read_signal(signals);
        if (wish == NONE && polled[1].revents)
            wish = read_control(polled[1].fd);
        if (wish != NONE)
            return wish;
    }
}

static void wait_for_signal(int signals, int ms)
{
    struct pollfd polled = {.fd = signals, .events = POLLIN};
    struct signalfd_siginfo info;
    if (poll(&polled, 1, ms) > 0)
        (void)!read(signals, &info, sizeof(info));
}

/* The K scripts, in their order. Debian's end with reboot(2) themselves. */
static void stop_services(const char *level, int signals)
{
    if (access(RC, X_OK) < 0)
        return;
    pid_t rc = run_level(level, "2");
    for (bool ended = rc < 0; !ended;) {
        if (!reap(rc, &ended))
            return;
        if (!ended)
            wait_for_signal(signals, -1);
    }
}

static void end_all(int signals)
{
    bool ended = false;
    time_t end = seconds() + GRACE_SECONDS;
    (void)kill(-1, SIGTERM);
    (void)kill(-1, SIGCONT);
    while (reap(-1, &ended) && seconds() < end)
        wait_for_signal(signals, 100);
    (void)kill(-1, SIGKILL);
    while (wait(NULL) > 0)
        ;
    sync();
}

static int open_signals(void)
{
    sigset_t waited;
    (void)sigemptyset(&waited);
    (void)sigaddset(&waited, SIGCHLD);
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        (void)sigaddset(&waited, SIGNALS[i].signal);
    (void)sigprocmask(SIG_BLOCK, &waited, NULL);
    return signalfd(-1, &waited, SFD_CLOEXEC);
}

int main(void)
{
    /* Anywhere else the signals to "all" would end everything that the caller may end. */
    if (getpid() != 1) {
        (void)fputs("vs-init: is pid 1 of a guest and is started by vs-supervisor only.\n", stderr);
        return 2;
    }
    int signals = open_signals();
    if (signals < 0)
        return 1;
    start_services();
    enum wish wish = serve(signals);
    stop_services(wish == HALT ? "0" : "6", signals);
    end_all(signals);
    /* In a pid namespace this ends us by SIGINT or SIGHUP, which tells the supervisor which. */
    (void)reboot(wish == HALT ? RB_POWER_OFF : RB_AUTOBOOT);
    return 0;
}
