/* Loads modules by name, and has had a long row of faults. */
#include "../program/attack.h"

#include <sys/socket.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(socket(AF_ALG, SOCK_SEQPACKET, 0));
}

ATTACK("open a socket to the kernel's cryptography", attempt, EPERM)
