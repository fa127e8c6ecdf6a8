#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    char name[32];
    for (unsigned long i = 0; pressing(pressure); i++) {
        (void)snprintf(name, sizeof(name), "flood-%lu", i);
        (void)note(pressure, syscall(SYS_add_key, "user", name, "x", 1, -3));
    }
}

FLOOD("keys", run, EPERM, EDQUOT)
