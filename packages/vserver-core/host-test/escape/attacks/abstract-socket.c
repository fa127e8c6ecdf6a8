#include "../program/attack.h"

#include <sys/socket.h>
#include <sys/un.h>

static struct outcome attempt(const struct facts *facts)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(facts->abstract));
    strcpy(address.sun_path + 1, facts->abstract);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    return judge(connect(fd, (struct sockaddr *)&address, length));
}

/* Nobody listens on that name in the guest's network namespace. */
ATTACK("connect to an abstract socket of the host", attempt, ECONNREFUSED)
