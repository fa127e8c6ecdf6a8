/*
 * Runs a program and kills one of its descendants just before a step that
 * changes the disk: `kill-at CONTROL PROGRAM ARGUMENTS`; when there is a file
 * CONTROL/network, one that changes the network. The file CONTROL/step
 * says before which step of its own each of our programs is killed, 0: before none;
 * it is read at its first step. CONTROL/steps tells how many steps the last one
 * that ended has made, of the network the one that made the most. The program itself is never killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 4096
#define TOOL      (-2)
#define OPTIONS                                                                                    \
    (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |      \
     PTRACE_O_EXITKILL)

struct process {
    pid_t pid; /* 0: free */
    bool inside;
    long steps, last; /* last: killed before this one; 0: not read yet, -1: never, TOOL */
};

static struct process processes[PROCESSES];
static const char *control;
static pid_t first;

/* What changes names or brings something to the disk. */
static const long STEPS[] = {
    SYS_fsync,     SYS_fdatasync, SYS_syncfs,    SYS_renameat, SYS_renameat2,
    SYS_linkat,    SYS_unlinkat,  SYS_mkdirat,   SYS_mknodat,  SYS_symlinkat,
    SYS_ftruncate, SYS_fsetxattr, SYS_lsetxattr,
};

static struct process *find(pid_t pid)
{
    struct process *unused = NULL;
    for (int i = 0; i < PROCESSES; i++) {
        if (processes[i].pid == pid)
            return &processes[i];
        if (!unused && processes[i].pid == 0)
            unused = &processes[i];
    }
    if (!unused)
        exit(3);
    *unused = (struct process){.pid = pid};
    return unused;
}

static int open_control(const char *name, int flags)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", control, name);
    return open(path, flags | O_CLOEXEC, 0600);
}

static long read_number(const char *name)
{
    char text[32] = "";
    int fd = open_control(name, O_RDONLY);
    if (fd >= 0 && read(fd, text, sizeof(text) - 1) < 0)
        text[0] = '\0';
    (void)close(fd);
    return strtol(text, NULL, 10);
}

static long read_step(void)
{
    long step = read_number("step");
    return step > 0 ? step : -1;
}

/* mke2fs(8) and its like are tools of what we kill, not what we kill. */
static bool is_ours(pid_t pid)
{
    char path[32], name[4] = "";
    (void)snprintf(path, sizeof(path), "/proc/%d/comm", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, name, sizeof(name) - 1);
    (void)close(fd);
    return n == 3 && !strcmp(name, "vs-");
}

static bool is_about_network;

static void tell(const struct process *process)
{
    if (is_about_network && process->steps <= read_number("steps"))
        return;
    int fd = process->steps ? open_control("steps", O_WRONLY | O_CREAT | O_TRUNC) : -1;
    if (fd < 0)
        return;
    (void)dprintf(fd, "%ld\n", process->steps);
    (void)close(fd);
}

/* Netlink of routes and rules, programs and their pins, claims, and where all that is. */
static const long NETWORK_STEPS[] = {
    SYS_sendto,   SYS_sendmsg,   SYS_bpf,       SYS_setns,  SYS_mkdirat,
    SYS_renameat, SYS_renameat2, SYS_symlinkat, SYS_linkat, SYS_unlinkat,
};

static bool is_among(const long *steps, size_t count, long number)
{
    for (size_t i = 0; i < count; i++)
        if (steps[i] == number)
            return true;
    return false;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_step(long number)
{
    return is_about_network ? is_among(NETWORK_STEPS, COUNT(NETWORK_STEPS), number)
                            : is_among(STEPS, COUNT(STEPS), number);
}

/* True when it is to be killed now. */
static bool note(struct process *process)
{
    struct __ptrace_syscall_info info;
    process->inside = !process->inside;
    if (process->pid == first ||
        ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info) <= 0 ||
        info.op != PTRACE_SYSCALL_INFO_ENTRY || !is_step((long)info.entry.nr))
        return false;
    if (process->last == 0)
        process->last = is_ours(process->pid) ? read_step() : TOOL;
    if (process->last == TOOL)
        return false;
    process->steps++;
    return process->steps == process->last;
}

static void on_stop(pid_t pid, int status)
{
    struct process *process = find(pid);
    int signal_number = WSTOPSIG(status);
    if (signal_number == (SIGTRAP | 0x80)) {
        signal_number = 0;
        if (note(process)) {
            (void)kill(pid, SIGKILL);
            return;
        }
    } else if (signal_number == SIGTRAP || signal_number == SIGSTOP) {
        signal_number = 0; /* an event, or the begin of a new one */
    }
    (void)ptrace(PTRACE_SYSCALL, pid, NULL, signal_number);
}

static volatile sig_atomic_t ending;

static void pass_on(int signal_number)
{
    ending = signal_number;
    (void)kill(first, signal_number);
}

static int follow(void)
{
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, __WALL);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid < 0)
            return 1;
        if (WIFSTOPPED(status)) {
            on_stop(pid, status);
            continue;
        }
        struct process *process = find(pid);
        tell(process);
        process->pid = 0;
        if (pid == first)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fprintf(stderr, "usage: kill-at CONTROL PROGRAM ARGUMENTS\n");
        return 2;
    }
    control = argv[1];
    int network = open_control("network", O_RDONLY);
    is_about_network = network >= 0;
    (void)close(network);
    first = fork();
    if (first == 0) {
        (void)raise(SIGSTOP);
        (void)execv(argv[2], argv + 2);
        _exit(127);
    }
    int status;
    if (first < 0 || ptrace(PTRACE_SEIZE, first, NULL, OPTIONS) < 0 ||
        waitpid(first, &status, WUNTRACED) < 0)
        return 1;
    (void)signal(SIGTERM, pass_on);
    (void)kill(first, SIGCONT);
    (void)ptrace(PTRACE_SYSCALL, first, NULL, 0);
    return follow();
}
