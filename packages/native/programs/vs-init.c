/*
 * Pid 1 of a guest of style "plain": runs the guest's rc scripts, reaps, and on SIGPWR or SIGINT
 * ends everything and halts or reboots.
 */
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_SECONDS 5

static const struct {
    const char *path;
    const char *argument;
} SCRIPTS[] = {{"/etc/init.d/rc", "2"}, {"/etc/rc.local", NULL}};

/* The first one there is. */
static void start_scripts(const sigset_t *none)
{
    for (size_t i = 0; i < sizeof(SCRIPTS) / sizeof(SCRIPTS[0]); i++) {
        if (access(SCRIPTS[i].path, X_OK) < 0)
            continue;
        if (fork() == 0) {
            (void)sigprocmask(SIG_SETMASK, none, NULL);
            (void)setsid();
            (void)execl(SCRIPTS[i].path, SCRIPTS[i].path, SCRIPTS[i].argument, (char *)NULL);
            _exit(127);
        }
        return;
    }
}

static bool reap(void)
{
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    return waitpid(-1, NULL, WNOHANG) == 0; /* else ECHILD: nobody is left */
}

static time_t seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void end_all(const sigset_t *waited)
{
    static const struct timespec TICK = {.tv_nsec = 100000000};
    time_t end = seconds() + GRACE_SECONDS;
    (void)kill(-1, SIGTERM);
    (void)kill(-1, SIGCONT);
    while (reap() && seconds() < end)
        (void)sigtimedwait(waited, NULL, &TICK);
    (void)kill(-1, SIGKILL);
    while (wait(NULL) > 0)
        ;
    sync();
}

int main(void)
{
    /* Anywhere else the signals to "all" would end everything that the caller may end. */
    if (getpid() != 1) {
        (void)fputs("vs-init: is pid 1 of a guest and is started by vs-supervisor only.\n", stderr);
        return 2;
    }
    sigset_t waited, none;
    int signal;
    (void)sigemptyset(&none);
    (void)sigemptyset(&waited);
    (void)sigaddset(&waited, SIGCHLD);
    (void)sigaddset(&waited, SIGPWR);
    (void)sigaddset(&waited, SIGINT);
    (void)sigaddset(&waited, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &waited, NULL);
    start_scripts(&none);
    do {
        (void)reap();
        (void)sigwait(&waited, &signal);
    } while (signal == SIGCHLD);
    end_all(&waited);
    /* In a pid namespace this ends us by SIGINT or SIGHUP, which tells the supervisor which it was.
     */
    (void)reboot(signal == SIGINT ? RB_AUTOBOOT : RB_POWER_OFF);
    return 0;
}
