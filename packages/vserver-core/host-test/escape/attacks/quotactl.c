#include "../program/attack.h"

#include <sys/quota.h>

static struct outcome attempt(const struct facts *facts)
{
    char path[32];
    (void)facts;
    (void)snprintf(path, sizeof(path), "/");
    int root = open(path, O_RDONLY);
    return judge(syscall(SYS_quotactl_fd, root, QCMD(Q_SYNC, USRQUOTA), 0, NULL));
}

ATTACK("command the disk's quota", attempt, EPERM, ENOSYS)
