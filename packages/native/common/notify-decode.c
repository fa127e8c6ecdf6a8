#include "notify-decode.h"
#include "notify-decode-mount.h"
#include "notify-decode-quota.h"
#include "protocol.h"
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define SOCKET_TYPE  0xf
#define SOCKET_FLAGS (SOCK_CLOEXEC | SOCK_NONBLOCK)

typedef int decode_call(const uint64_t *arguments, const struct vs_notify_copy *copies,
                        struct vs_notify_act *act);

/* Printable, since it is shown on terminals of the host as well. */
static int decode_name(const uint64_t *arguments, const struct vs_notify_copy *copies,
                       struct vs_notify_act *act)
{
    int32_t length = (int32_t)arguments[1];
    if (length < 0 || length > VS_NOTIFY_NAME_MAX)
        return -EINVAL;
    if (length > 0 && (!copies[0].bytes || copies[0].size != (size_t)length))
        return -EFAULT;
    for (int32_t i = 0; i < length; i++)
        if (copies[0].bytes[i] <= ' ' || copies[0].bytes[i] > '~')
            return -EINVAL;
    if (length > 0)
        memcpy(act->name.bytes, copies[0].bytes, (size_t)length);
    act->name.length = (size_t)length;
    return 0;
}

static int decode_hostname(const uint64_t *arguments, const struct vs_notify_copy *copies,
                           struct vs_notify_act *act)
{
    act->kind = VS_NOTIFY_HOSTNAME;
    return decode_name(arguments, copies, act);
}

static int decode_domainname(const uint64_t *arguments, const struct vs_notify_copy *copies,
                             struct vs_notify_act *act)
{
    act->kind = VS_NOTIFY_DOMAINNAME;
    return decode_name(arguments, copies, act);
}

static int decode_limit(const struct vs_notify_copy *copy, struct vs_notify_act *act)
{
    uint64_t values[2]; /* struct rlimit64, and on 64 bits struct rlimit */
    if (!copy->bytes || copy->size != sizeof(values))
        return -EFAULT;
    memcpy(values, copy->bytes, sizeof(values));
    if (values[0] > values[1])
        return -EINVAL;
    act->rlimit.is_set = true;
    act->rlimit.soft = values[0];
    act->rlimit.hard = values[1];
    return 0;
}

static int decode_prlimit(const uint64_t *arguments, const struct vs_notify_copy *copies,
                          struct vs_notify_act *act)
{
    act->kind = VS_NOTIFY_RLIMIT;
    act->rlimit.pid = (int32_t)arguments[0];
    act->rlimit.resource = (uint32_t)arguments[1];
    act->rlimit.old_address = arguments[3];
    if (act->rlimit.resource >= RLIM_NLIMITS)
        return -EINVAL;
    if (act->rlimit.pid < 0)
        return -ESRCH;
    return decode_limit(&copies[2], act);
}

static int decode_setrlimit(const uint64_t *arguments, const struct vs_notify_copy *copies,
                            struct vs_notify_act *act)
{
    act->kind = VS_NOTIFY_RLIMIT;
    act->rlimit.resource = (uint32_t)arguments[0];
    return act->rlimit.resource >= RLIM_NLIMITS ? -EINVAL : decode_limit(&copies[1], act);
}

static int decode_socket(const uint64_t *arguments, const struct vs_notify_copy *copies,
                         struct vs_notify_act *act)
{
    (void)copies;
    int family = (int)arguments[0], type = (int)arguments[1], protocol = (int)arguments[2];
    if (type & ~(SOCKET_TYPE | SOCKET_FLAGS))
        return -EINVAL;
    bool icmp = (family == AF_INET && protocol == IPPROTO_ICMP) ||
                (family == AF_INET6 && protocol == IPPROTO_ICMPV6);
    if ((type & SOCKET_TYPE) != SOCK_RAW || !icmp)
        return -EPERM;
    act->kind = VS_NOTIFY_SOCKET;
    act->socket.family = family;
    act->socket.type = SOCK_RAW;
    act->socket.protocol = protocol;
    act->socket.close_on_exec = type & SOCK_CLOEXEC;
    act->socket.non_blocking = type & SOCK_NONBLOCK;
    return 0;
}

static const struct {
    int call;
    uint64_t ccap;
    decode_call *decode;
    struct vs_notify_want wants[VS_NOTIFY_ARGUMENTS];
} CALLS[] = {
    /* The size of a name is its second argument. */
    {SYS_sethostname, VS_CCAP_HOSTNAME, decode_hostname, {{VS_NOTIFY_NAME_MAX, false}}},
    {SYS_setdomainname, VS_CCAP_HOSTNAME, decode_domainname, {{VS_NOTIFY_NAME_MAX, false}}},
    {SYS_prlimit64, VS_CCAP_RLIMIT, decode_prlimit, {[2] = {16, false}}},
    {SYS_setrlimit, VS_CCAP_RLIMIT, decode_setrlimit, {[1] = {16, false}}},
    {SYS_socket, VS_CCAP_RAW_ICMP, decode_socket, {{0}}},
    {SYS_mount,
     VS_CCAP_MOUNT,
     vs_notify_decode_mount,
     {{PATH_MAX, true}, {PATH_MAX, true}, {PATH_MAX, true}, {0}, {PATH_MAX, true}}},
    {SYS_umount2, VS_CCAP_MOUNT, vs_notify_decode_umount, {{PATH_MAX, true}}},
    /* What the last argument points to depends on the command. */
    {SYS_quotactl, VS_CCAP_QUOTA, vs_notify_decode_quota, {[1] = {PATH_MAX, true}}},
    {SYS_quotactl_fd, VS_CCAP_QUOTA, vs_notify_decode_quota_fd, {{0}}},
};

#define COUNT (sizeof(CALLS) / sizeof(CALLS[0]))

void vs_notify_wants(int call, const uint64_t arguments[VS_NOTIFY_ARGUMENTS],
                     struct vs_notify_want ret_wants[VS_NOTIFY_ARGUMENTS])
{
    memset(ret_wants, 0, VS_NOTIFY_ARGUMENTS * sizeof(*ret_wants));
    for (size_t i = 0; i < COUNT; i++)
        if (CALLS[i].call == call)
            memcpy(ret_wants, CALLS[i].wants, sizeof(CALLS[i].wants));
    if (call == SYS_quotactl || call == SYS_quotactl_fd)
        ret_wants[3].size =
            vs_notify_quota_input((uint32_t)arguments[call == SYS_quotactl ? 0 : 1]);
    if (call != SYS_sethostname && call != SYS_setdomainname)
        return;
    int32_t length = (int32_t)arguments[1];
    ret_wants[0].size = length > 0 && length <= VS_NOTIFY_NAME_MAX ? (uint32_t)length : 0;
}

int vs_notify_decode(uint64_t brokered, int call, const uint64_t arguments[VS_NOTIFY_ARGUMENTS],
                     const struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS],
                     struct vs_notify_act *ret_act)
{
    memset(ret_act, 0, sizeof(*ret_act));
    for (size_t i = 0; i < COUNT; i++)
        if (CALLS[i].call == call)
            return brokered & CALLS[i].ccap ? CALLS[i].decode(arguments, copies, ret_act) : -EPERM;
    return -ENOSYS;
}
