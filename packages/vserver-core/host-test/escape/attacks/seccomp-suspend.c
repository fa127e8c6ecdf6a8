/* ptrace(2): PTRACE_O_SUSPEND_SECCOMP takes the tracee's filter away. */
#include "../program/attack.h"

#include <sys/ptrace.h>

#define SUSPEND (1 << 21)

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    pid_t pid = sleeping_child();
    long r = ptrace(PTRACE_SEIZE, pid, NULL, (void *)SUSPEND);
    int error = errno;
    (void)kill(pid, SIGKILL);
    errno = error;
    return judge(r);
}

/* EINVAL: a kernel without checkpoint and restore does not know the option. */
ATTACK("suspend a process's system call filter", attempt, EPERM, EINVAL)
