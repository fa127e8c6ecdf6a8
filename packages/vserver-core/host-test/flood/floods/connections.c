/* Of TCP over the loopback, both ends open. */
#include "../program/flood.h"

#include <netinet/in.h>
#include <sys/socket.h>

static int listen_somewhere(struct sockaddr_in *name)
{
    socklen_t size = sizeof(*name);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    *name = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)name, size) < 0 || listen(fd, 1024) < 0)
        return -1;
    return getsockname(fd, (void *)name, &size) < 0 ? -1 : fd;
}

static void run(struct pressure *pressure)
{
    struct sockaddr_in name;
    raise_open_files();
    int listener = listen_somewhere(&name);
    while (pressing(pressure)) {
        int client = socket(AF_INET, SOCK_STREAM, 0);
        if (!note(pressure, client) &&
            !note(pressure, connect(client, (void *)&name, sizeof(name))))
            (void)note(pressure, accept(listener, NULL, NULL));
    }
}

FLOOD("TCP connections", run, EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL, KILLED)
