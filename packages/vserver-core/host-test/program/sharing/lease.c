/* Looks out for descriptors that could write to the files. */
#include "sharing.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

static volatile sig_atomic_t is_over;
static volatile sig_atomic_t broken; /* leases that a writer's open found in its way */

static void end_lease(int signal_number)
{
    (void)signal_number;
    is_over = 1;
}

/* fcntl(2): who holds a lease is told of its breaking by SIGIO, which ends a program otherwise. */
static void count_broken(int signal_number)
{
    (void)signal_number;
    broken++;
}

int lease(char **files)
{
    long asked = 0, refused = 0;
    (void)signal(SIGTERM, end_lease);
    (void)signal(SIGIO, count_broken);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    (void)printf("ready\n");
    (void)fflush(stdout);
    while (!is_over)
        for (char **file = files; *file; file++, asked++) {
            int fd = open(*file, O_RDONLY | O_CLOEXEC);
            if (fd < 0 && errno == ENOENT)
                continue; /* renamed at this moment */
            if (fd < 0)
                return 2;
            if (fcntl(fd, F_SETLEASE, F_RDLCK) < 0)
                refused += errno == EAGAIN ? 1 : 1000000;
            else
                (void)fcntl(fd, F_SETLEASE, F_UNLCK);
            (void)close(fd);
        }
    refused += broken;
    (void)printf("%ld asked, %ld refused\n", asked, refused);
    return refused > 0;
}
