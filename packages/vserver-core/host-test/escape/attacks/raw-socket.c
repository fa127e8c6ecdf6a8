#include "../program/attack.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
}

ATTACK("open a raw socket", attempt, EPERM)
