#include "notify-act.h"
#include "caps.h"
#include "cleanup.h"
#include "kernel.h"
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static int set_name(const struct vs_caller *caller, const struct vs_notify_act *act)
{
    if (setns(caller->uts_fd, CLONE_NEWUTS) < 0)
        return -errno;
    int r = act->kind == VS_NOTIFY_HOSTNAME ? sethostname(act->name.bytes, act->name.length)
                                            : setdomainname(act->name.bytes, act->name.length);
    return r < 0 ? -errno : 0;
}

/* The socket remembers who made it: the guest's root, and nothing of ours but what it takes. */
static int become_socket_maker(uid_t base)
{
    if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0 ||
        setresgid(base, base, base) < 0 || setresuid(base, base, base) < 0)
        return -errno;
    return vs_caps_apply(1ull << CAP_NET_RAW);
}

static int make_socket(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                       const struct vs_notify_act *act, int *ret_fd)
{
    if (setns(caller->network_fd, CLONE_NEWNET) < 0)
        return -errno;
    int r = become_socket_maker(guest->base);
    if (r < 0)
        return r;
    int flags = SOCK_CLOEXEC | (act->socket.non_blocking ? SOCK_NONBLOCK : 0);
    *ret_fd = socket(act->socket.family, act->socket.type | flags, act->socket.protocol);
    return *ret_fd < 0 ? -errno : 0;
}

/* The descriptor and the answer in one, so that a caller killed now keeps nothing open. */
static int hand_over(int listener, uint64_t id, int fd, bool close_on_exec)
{
    struct seccomp_notif_addfd add = {
        .id = id,
        .flags = SECCOMP_ADDFD_FLAG_SEND,
        .srcfd = (uint32_t)fd,
        .newfd_flags = close_on_exec ? O_CLOEXEC : 0,
    };
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add) < 0 ? -errno : 0;
}

static int open_socket(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                       int listener, uint64_t id, const struct vs_notify_act *act)
{
    cleanup_fd int fd = -1;
    int r = make_socket(guest, caller, act, &fd);
    return r < 0 ? r : hand_over(listener, id, fd, act->socket.close_on_exec);
}

/* Whoever is not root of the guest is told what the kernel tells those without the capability. */
static int perform(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                   int listener, uint64_t id, const struct vs_notify_act *act)
{
    if (act->kind == VS_NOTIFY_RLIMIT)
        return vs_notify_rlimit(guest, caller, act);
    if (act->kind == VS_NOTIFY_QUOTA)
        return vs_notify_quota(guest, caller, listener, id, act);
    if (!caller->is_root)
        return -EPERM;
    if (act->kind == VS_NOTIFY_SOCKET)
        return open_socket(guest, caller, listener, id, act);
    if (act->kind == VS_NOTIFY_HOSTNAME || act->kind == VS_NOTIFY_DOMAINNAME)
        return set_name(caller, act);
    return vs_notify_mount(caller, act);
}

static int decide(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                  const struct seccomp_data *data, struct vs_notify_act *ret_act)
{
    static struct vs_caller_copies copies;
    uint64_t arguments[VS_NOTIFY_ARGUMENTS];
    int r = vs_caller_copy(caller, data, &copies);
    if (r < 0)
        return r;
    __builtin_memcpy(arguments, data->args, sizeof(arguments));
    uint64_t brokered = vs_ccaps_brokered(guest->bcaps, guest->ccaps);
    return vs_notify_decode(brokered, data->nr, arguments, copies.copies, ret_act);
}

void vs_notify_answer(const struct vs_notify_guest *guest, int listener,
                      const struct seccomp_notif *call)
{
    static struct vs_notify_act act;
    struct vs_caller caller;
    int r = vs_caller_open(guest, listener, call, &caller);
    r = r < 0 ? r : decide(guest, &caller, &call->data, &act);
    if (r == 0 && !vs_caller_waits(listener, call->id))
        return;
    r = r < 0 ? r : perform(guest, &caller, listener, call->id, &act);
    struct seccomp_notif_resp answer = {.id = call->id, .error = r};
    /* ENOENT: a descriptor was the answer, or nobody waits for it any more. */
    (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}
