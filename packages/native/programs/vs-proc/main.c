/*
 * Started by vs-broker, one per host: shows each guest its own numbers in /proc and the CPUs that
 * it has. Three processes: a keeper, which holds the descriptors that must not be lost and starts
 * the other two again; the server, which answers the kernel; and the sampler of the load averages.
 */
#include "cleanup.h"
#include "guest-state.h"
#include "kernel.h"
#include "memory-file.h"
#include "mount.h"
#include "process.h"
#include "sampler.h"
#include "serve.h"
#include "socket.h"
#include "take-over.h"
#include "watch.h"
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define LOOK_MS  1000 /* for guests, when there is no broker */
#define SOON_MS  50   /* and at first, when they may just be ending */
#define SOON     40   /* looks */
#define QUICK_US 1000000
#define PAUSE_MS 200 /* between starts of what ends again at once */

struct keeper {
    struct vs_layout_record layout;
    struct shared *shared;
    struct processes processes;
    struct watch watch;
    uint64_t begun_us; /* the last start of a process */
    int signal_fd;
};

static void isolate_self(void)
{
    static const int IGNORED[] = {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGQUIT};
    cleanup_fd int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    (void)setsid();
    for (int fd = 0; null >= 0 && fd <= 2; fd++)
        (void)dup2(null, fd);
    (void)umask(022);
    (void)chdir("/");
    for (size_t i = 0; i < sizeof(IGNORED) / sizeof(IGNORED[0]); i++)
        (void)signal(IGNORED[i], SIG_IGN);
}

static int place(int *fd, int number)
{
    int r = dup3(*fd, number, O_CLOEXEC) < 0 ? -errno : 0;
    vs_close_fd(fd);
    return r;
}

/* A predecessor's mount that is gone has no guests that could miss it. */
static int open_anew(struct keeper *keeper, struct vs_failure *ret_failure)
{
    cleanup_fd int fuse = -1;
    cleanup_fd int memory = -1;
    int r = proc_mount(&keeper->layout, &fuse, ret_failure);
    if (r < 0)
        return r;
    r = memory_file_new(&memory, &keeper->shared);
    r = r < 0 ? r : place(&fuse, FD_FUSE);
    r = r < 0 ? r : place(&memory, FD_MEMORY);
    if (r < 0)
        proc_unmount(&keeper->layout);
    return vs_fail(ret_failure, "memory", r);
}

static int open_all(struct keeper *keeper, struct vs_failure *ret_failure)
{
    cleanup_fd int fuse = -1;
    cleanup_fd int old_memory = -1;
    cleanup_fd int memory = -1;
    int r = take_over(&keeper->layout, &fuse, &old_memory);
    if (r < 0 || !proc_is_mounted(&keeper->layout))
        return open_anew(keeper, ret_failure);
    r = memory_file_take(old_memory, &memory, &keeper->shared);
    if (r < 0)
        return open_anew(keeper, ret_failure);
    r = place(&fuse, FD_FUSE);
    r = r < 0 ? r : place(&memory, FD_MEMORY);
    return vs_fail(ret_failure, "descriptors", r);
}

static void run_server(const struct keeper *keeper)
{
    static struct server server;
    host_read(&server.host);
    if (guests_open(&server.guests, &keeper->layout, keeper->shared) < 0)
        _exit(1);
    server.guests.files = &server.files;
    serve_main(&server, FD_FUSE);
}

static void run_sampler(const struct keeper *keeper)
{
    static struct guests guests;
    if (guests_open(&guests, &keeper->layout, keeper->shared) < 0)
        _exit(1);
    sampler_main(&guests);
}

static pid_t start(const struct keeper *keeper, void (*run)(const struct keeper *keeper))
{
    sigset_t none;
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)close(VS_FD_REPORT);
    (void)close(keeper->signal_fd);
    run(keeper);
    _exit(1);
}

/* At once; only what ends again at once is made to wait. */
static void start_missing(struct keeper *keeper)
{
    static const struct timespec PAUSE = {.tv_nsec = PAUSE_MS * 1000000};
    struct processes *processes = &keeper->processes;
    if (processes->server > 0 && processes->sampler > 0)
        return;
    if (keeper->begun_us && boot_time_us() - keeper->begun_us < QUICK_US)
        (void)nanosleep(&PAUSE, NULL);
    keeper->begun_us = boot_time_us();
    if (processes->server <= 0)
        processes->server = start(keeper, run_server);
    if (processes->sampler <= 0)
        processes->sampler = start(keeper, run_sampler);
    (void)processes_write(&keeper->layout, processes);
}

/* Who is stopped serves nobody, and its successor goes on where it was. */
static void reap(struct keeper *keeper)
{
    struct signalfd_siginfo info;
    int status;
    (void)!read(keeper->signal_fd, &info, sizeof(info));
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0;) {
        if (WIFSTOPPED(status)) {
            (void)kill(pid, SIGKILL);
            continue;
        }
        if (pid == keeper->processes.server)
            keeper->processes.server = 0;
        if (pid == keeper->processes.sampler)
            keeper->processes.sampler = 0;
    }
    start_missing(keeper);
}

/* Its supervisor may be gone while it runs on, or there before it runs. */
static bool is_alive(int run, const char *name)
{
    struct vs_guest_state state;
    cleanup_fd int init = -1;
    cleanup_fd int supervisor = -1;
    cleanup_fd int dir = openat(run, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0 || vs_guest_state_read(dir, &state) < 0)
        return false;
    const struct vs_guest_reply *process = &state.process;
    if (process->pid)
        return vs_process_open(process->pid, process->pid_start, &init) == 0;
    return vs_process_open(process->supervisor_pid, process->supervisor_start, &supervisor) == 0;
}

static bool has_guests(const struct keeper *keeper)
{
    char path[320];
    bool found = false;
    (void)vs_layout_run(&keeper->layout, "guests", "", "", path, sizeof(path));
    cleanup_dir DIR *listing = opendir(path);
    for (struct dirent *entry; !found && listing && (entry = readdir(listing));)
        found = entry->d_name[0] != '.' && is_alive(dirfd(listing), entry->d_name);
    return found;
}

/* Its children see the end of the mount by themselves. */
static _Noreturn void end(const struct keeper *keeper)
{
    const pid_t pids[] = {keeper->processes.server, keeper->processes.sampler};
    proc_unmount(&keeper->layout);
    for (int i = 0; i < 2; i++)
        if (pids[i] > 0 && kill(pids[i], SIGKILL) == 0)
            (void)waitpid(pids[i], NULL, 0);
    processes_forget(&keeper->layout);
    _exit(0);
}

/* The broker's end of the socket is closed, or half closed by one that waits for what we do. */
static void without_broker(const struct keeper *keeper, struct pollfd *report)
{
    static const char STAYS = 1;
    if (!has_guests(keeper))
        end(keeper);
    if (report->fd >= 0)
        (void)send(report->fd, &STAYS, sizeof(STAYS), MSG_NOSIGNAL);
    report->fd = -1;
}

/* Its end is told like any other. */
static void watch(struct keeper *keeper)
{
    pid_t server = keeper->processes.server;
    if (server > 0 && watch_is_stuck(&keeper->watch, keeper->shared, FD_FUSE))
        (void)kill(server, SIGKILL);
}

static _Noreturn void keep(struct keeper *keeper)
{
    struct pollfd polled[] = {
        {.fd = VS_FD_REPORT, .events = POLLIN},
        {.fd = keeper->signal_fd, .events = POLLIN},
    };
    for (unsigned looks = 0;;) {
        int pause_ms = looks < SOON ? SOON_MS : LOOK_MS;
        int ready = poll(polled, 2, looks ? pause_ms : WATCH_MS);
        if (ready > 0 && polled[1].revents)
            reap(keeper);
        if (ready == 0 && (looks == 0 || looks > SOON))
            watch(keeper);
        if ((ready == 0 && looks) || (polled[0].fd >= 0 && polled[0].revents)) {
            looks++;
            without_broker(keeper, &polled[0]);
        }
    }
}

static int open_signals(struct keeper *keeper)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
        return -errno;
    keeper->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return keeper->signal_fd < 0 ? -errno : 0;
}

int main(void)
{
    static struct keeper keeper;
    struct vs_failure failure = {0};
    if (!vs_spec_is_given("vs-proc"))
        return 2;
    isolate_self();
    int r = vs_fail(&failure, "spec", vs_spec_read(NULL, 0, &keeper.layout));
    r = r < 0 ? r : vs_fail(&failure, "signals", open_signals(&keeper));
    r = r < 0 ? r : open_all(&keeper, &failure);
    if (r == 0) {
        keeper.processes.keeper = getpid();
        start_missing(&keeper);
    }
    struct iovec part = {.iov_base = &failure, .iov_len = sizeof(failure)};
    (void)vs_socket_send(VS_FD_REPORT, &part, 1, -1);
    if (r < 0)
        return 1;
    keep(&keeper);
}
