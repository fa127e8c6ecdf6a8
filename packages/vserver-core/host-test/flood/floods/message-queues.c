#include "../program/flood.h"

#include <sys/msg.h>

static void run(struct pressure *pressure)
{
    static struct {
        long type;
        char text[8000];
    } message = {.type = 1};
    while (pressing(pressure)) {
        int queue = msgget(IPC_PRIVATE, 0600);
        if (note(pressure, queue))
            continue;
        while (msgsnd(queue, &message, sizeof(message.text), IPC_NOWAIT) == 0)
            ;
    }
}

FLOOD("message queues", run, ENOSPC, ENOMEM, KILLED)
