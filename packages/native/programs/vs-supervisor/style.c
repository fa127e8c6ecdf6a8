#include "style.h"
#include "kernel.h"
#include "parse.h"
#include <errno.h>

static const char *const ENVIRONMENT[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "TERM=xterm-256color",
    "HOME=/root",
    "container=vserver", /* how systemd and others see that they are not on bare metal */
    NULL,
};

static int execute_path(const char *path, const char *const *argv)
{
    (void)execve(path, (char *const *)argv, (char *const *)ENVIRONMENT);
    return -errno;
}

/* From a descriptor: the program need not exist in the guest, and the guest cannot change it. */
static int execute_fd(int fd, const char *const *argv)
{
    (void)syscall(SYS_execveat, fd, "", argv, ENVIRONMENT, AT_EMPTY_PATH);
    return -errno;
}

static int execute_argv(const struct guest *guest)
{
    const char *argv[VS_ARGV_MAX + 1];
    uint32_t argc;
    int r = vs_split_argv(guest->request.init_argv, argv, &argc);
    return r < 0 ? r : execute_path(argv[0], argv);
}

int execute_init(const struct guest *guest, int init_fd)
{
    static const char *const INIT[] = {"/sbin/init", NULL};
    static const char *const OPENRC[] = {"/sbin/openrc-init", NULL};
    static const char *const PLAIN[] = {"init", NULL};
    if (guest->request.init_style == VS_INIT_PLAIN)
        return execute_fd(init_fd, PLAIN);
    if (guest->request.init_style == VS_INIT_SINGLE)
        return execute_argv(guest);
    int r = execute_path(INIT[0], INIT);
    /*
     * /sbin/init is the distribution's choice, and its halt and reboot speak to that one: often
     * sysvinit or busybox, which run OpenRC from their inittab. OpenRC's own init is for the rest.
     */
    if (r == -ENOENT && guest->request.init_style == VS_INIT_OPENRC)
        r = execute_path(OPENRC[0], OPENRC);
    return r;
}
