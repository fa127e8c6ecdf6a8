/* Reaches past the machine to its hypervisor; network namespaces do not hold it. */
#include "../program/attack.h"

#include <sys/socket.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(socket(AF_VSOCK, SOCK_STREAM, 0));
}

ATTACK("open a socket to the hypervisor", attempt, EPERM)
