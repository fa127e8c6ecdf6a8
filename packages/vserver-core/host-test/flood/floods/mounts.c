/* With CAP_SYS_ADMIN only; then up to fs.mount-max, and each one is charged to the guest. */
#include "../program/flood.h"

#include <sched.h>
#include <sys/mount.h>

static void run(struct pressure *pressure)
{
    (void)unshare(CLONE_NEWNS);
    (void)mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
    (void)mkdir("/tmp/deeper", 0755);
    /* Each one doubles what is below. */
    while (pressing(pressure))
        (void)note(pressure, mount("/tmp", "/tmp/deeper", NULL, MS_BIND | MS_REC, NULL));
}

FLOOD("mounts", run, EPERM, ENOSPC, ENOMEM, KILLED)
