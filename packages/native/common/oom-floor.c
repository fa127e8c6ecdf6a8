#include "oom-floor.h"
#include "file.h"
#include "kernel.h"
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>

#define RESOURCE (1u << CAP_SYS_RESOURCE)

struct capabilities {
    struct __user_cap_header_struct header;
    struct __user_cap_data_struct data[2];
};

static int write_capabilities(struct capabilities *own, unsigned effective)
{
    own->data[0].effective = effective;
    return syscall(SYS_capset, &own->header, own->data) < 0 ? -errno : 0;
}

/* The floor is what is written with the capability, the score what is written last. */
static int lower_and_restore(const char *path, const char *score, struct capabilities *own)
{
    unsigned effective = own->data[0].effective;
    int r = vs_file_write(AT_FDCWD, path, "0");
    r = r < 0 ? r : write_capabilities(own, effective & ~RESOURCE);
    if (r < 0)
        return r;
    r = vs_file_write(AT_FDCWD, path, score);
    int back = write_capabilities(own, effective);
    return r < 0 ? r : back;
}

int vs_oom_floor_lift(pid_t pid)
{
    struct capabilities own = {.header.version = _LINUX_CAPABILITY_VERSION_3};
    char path[48], score[16];
    if (pid)
        (void)snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", pid);
    else
        (void)snprintf(path, sizeof(path), "/proc/self/oom_score_adj");
    int r = vs_file_read(AT_FDCWD, path, score, sizeof(score));
    if (r < 0)
        return r == -ENOENT ? -ESRCH : r;
    if (syscall(SYS_capget, &own.header, own.data) < 0)
        return -errno;
    if (strtol(score, NULL, 10) <= 0 || !(own.data[0].effective & RESOURCE))
        return 0;
    r = lower_and_restore(path, score, &own);
    return r == -ENOENT ? -ESRCH : r;
}
