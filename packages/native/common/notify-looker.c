/* The server's side of the process that answers looks: starts it, holds it to its deadline. */
#include "cleanup.h"
#include "kernel.h"
#include "notify-look.h"
#include "statfs-view.h"
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>

/* 6.6. Source: linux/seccomp.h. */
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS      SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int vs_looker_init(struct vs_looker *looker, int listener, const char *view,
                   const struct vs_statfs_view *statfs)
{
    uint64_t flags = SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP;
    *looker = (struct vs_looker){.view = view, .statfs = statfs, .pidfd = -1};
    if (!view[0] && !statfs->group[0])
        return 0;
    void *page = mmap(NULL, sizeof(*looker->page), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return -errno;
    looker->page = page;
    (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, flags); /* only quicker */
    return 0;
}

bool vs_look_answers(const struct vs_looker *looker, int call)
{
    return looker->page && vs_look_is_answered(call);
}

/* No such call does anything but look. */
static void let_through(int listener, uint64_t id)
{
    struct seccomp_notif_resp answer = {.id = id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

void vs_looker_start(struct vs_looker *looker, int listener, const union vs_notification *first)
{
    union vs_notification next = *first;
    int pidfd = -1;
    looker->page->since_ms = now_ms();
    looker->page->error = -EFAULT;
    looker->page->id = first->call.id;
    looker->page->has_other = false;
    pid_t pid = (pid_t)syscall(SYS_clone, VS_LOOKER_CLONE, NULL, &pidfd, NULL, NULL);
    if (pid == 0)
        vs_look_main(looker, listener, &next);
    if (pid < 0) {
        let_through(listener, first->call.id);
        return;
    }
    looker->pid = pid;
    looker->pidfd = pidfd;
}

static void refuse(int listener, uint64_t id, int error)
{
    struct seccomp_notif_resp answer = {.id = id, .error = error};
    (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

bool vs_looker_has_ended(struct vs_looker *looker, int listener, int64_t now)
{
    uint64_t id = __atomic_load_n(&looker->page->id, __ATOMIC_ACQUIRE);
    bool has_ended = waitpid(looker->pid, NULL, WNOHANG | __WALL) != 0;
    bool is_late = id && now - looker->page->since_ms >= VS_LOOK_DEADLINE_MS;
    if (!has_ended && !is_late)
        return false;
    id = __atomic_load_n(&looker->page->id, __ATOMIC_ACQUIRE);
    if (id)
        refuse(listener, id, looker->page->error);
    if (has_ended)
        vs_close_fd(&looker->pidfd);
    else /* its end wakes the server */
        (void)pidfd_send_signal(looker->pidfd, SIGKILL, NULL, 0);
    return has_ended;
}

int64_t vs_looker_due(const struct vs_looker *looker, int64_t now)
{
    bool is_answering = __atomic_load_n(&looker->page->id, __ATOMIC_ACQUIRE) != 0;
    int64_t due = (is_answering ? looker->page->since_ms : now) + VS_LOOK_DEADLINE_MS;
    return due > now ? due : now + 1000; /* it has been killed, and takes its time */
}

void vs_looker_close(struct vs_looker *looker)
{
    if (looker->pidfd >= 0)
        (void)pidfd_send_signal(looker->pidfd, SIGKILL, NULL, 0);
    vs_close_fd(&looker->pidfd);
    if (looker->page)
        (void)munmap(looker->page, sizeof(*looker->page));
    looker->page = NULL;
}
