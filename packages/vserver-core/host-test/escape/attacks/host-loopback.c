#include "../program/attack.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct outcome attempt(const struct facts *facts)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)facts->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return judge(connect(fd, (struct sockaddr *)&address, sizeof(address)));
}

/* ENETUNREACH: a peer's loopback is down. */
ATTACK("connect to a server on the host's loopback", attempt, ECONNREFUSED, ENETUNREACH)
