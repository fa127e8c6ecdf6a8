/* Queued ones take memory until they are taken. setrlimit(2), RLIMIT_SIGPENDING. */
#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    sigset_t all;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, NULL);
    while (pressing(pressure))
        (void)note(pressure, sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1}));
}

FLOOD("queued signals", run, EAGAIN)
