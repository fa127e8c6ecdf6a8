/* Full of bytes that nobody reads. */
#include "../program/flood.h"

#include <sys/socket.h>

static void run(struct pressure *pressure)
{
    static char block[65536];
    int ends[2];
    raise_open_files();
    while (pressing(pressure)) {
        if (note(pressure, socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends)))
            continue;
        while (send(ends[0], block, sizeof(block), MSG_NOSIGNAL) > 0)
            ;
    }
}

FLOOD("sockets", run, EMFILE, ENOMEM, ENOBUFS, KILLED)
