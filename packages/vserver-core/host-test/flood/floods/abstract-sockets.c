/* Names without a file, each with connections nobody accepts. */
#include "../program/flood.h"

#include <sys/socket.h>
#include <sys/un.h>

#define BACKLOG 64

static void run(struct pressure *pressure)
{
    /* A name that is empty but for its family is chosen by the kernel. Source: unix(7), autobind.
     */
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    raise_open_files();
    while (pressing(pressure)) {
        socklen_t size = sizeof(sa_family_t);
        int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (note(pressure, listener) || note(pressure, bind(listener, (void *)&name, size)))
            continue;
        size = sizeof(name);
        if (note(pressure, getsockname(listener, (void *)&name, &size)) ||
            note(pressure, listen(listener, BACKLOG)))
            continue;
        for (int i = 0; i < BACKLOG; i++) {
            int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
            if (note(pressure, client) || note(pressure, connect(client, (void *)&name, size)))
                break;
        }
    }
}

FLOOD("abstract sockets", run, EMFILE, ENFILE, ENOMEM, ENOBUFS, ENOSPC, KILLED)
