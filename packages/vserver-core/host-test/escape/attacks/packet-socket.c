/* Sees and forges whatever passes on a link. */
#include "../program/attack.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <sys/socket.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
}

ATTACK("open a packet socket", attempt, EPERM)
