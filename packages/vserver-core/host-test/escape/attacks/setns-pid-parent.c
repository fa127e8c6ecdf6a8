/* With the pid namespace of a process in one's own sub-namespaces nothing above may be entered. */
#include "../program/attack.h"

#include <sched.h>

static struct outcome attempt(const struct facts *facts)
{
    int space = open("/proc/1/ns/pid", O_RDONLY);
    if (space < 0 || setns(space, CLONE_NEWPID) < 0)
        return refused(errno);
    pid_t pid = fork();
    if (pid == 0)
        _exit(kill(facts->host_pid, 0) == 0 ? 1 : 0);
    int status = 0;
    (void)waitpid(pid, &status, 0);
    return status == 0 ? contained("in the guest's own pid namespace")
                       : succeeded("a process of the host");
}

ATTACK("see processes of the host from its init's pid namespace", attempt, EPERM, EACCES)
