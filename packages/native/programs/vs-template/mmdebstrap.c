#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "kernel.h"
#include "method.h"

#define APT_OPTIONS "/tmp/apt.conf"

/* To be reached and to be mended; whatever init there is. The rest is one apt away. */
#define COMMON "apt,ca-certificates,login,passwd,iproute2,iputils-ping,procps,less,nano"

static const struct packages {
    uint32_t init_style;
    const char *include;
} PACKAGES[] = {
    /* libpam-systemd: a login without it has no session, and its processes outlive it. */
    {VS_INIT_SYSTEMD, "init,systemd,systemd-sysv,libpam-systemd,dbus," COMMON},
    /*
     * sysv-rc: nothing that sysvinit-core needs runs the scripts of the run levels; cron: without
     * systemd's timers, what maintains itself does so by cron; logrotate and a logger alike.
     */
    {VS_INIT_SYSV, "sysvinit-core,sysv-rc,initscripts,cron,logrotate,inetutils-syslogd," COMMON},
    /* openrc takes the place of sysv-rc; Debian's pid 1 stays that of sysvinit. */
    {VS_INIT_OPENRC, "sysvinit-core,openrc,initscripts,cron,logrotate,inetutils-syslogd," COMMON},
    /* No init at all: vs-init runs the guest's rc scripts, or one command. */
    {VS_INIT_PLAIN, COMMON},
    {VS_INIT_SINGLE, COMMON},
};

static const char *packages_for(uint32_t init_style)
{
    for (size_t i = 0; i < sizeof(PACKAGES) / sizeof(PACKAGES[0]); i++)
        if (PACKAGES[i].init_style == init_style)
            return PACKAGES[i].include;
    return COMMON;
}

/*
 * The host's settings for fetching (proxies, certificates, checks), but none of its hooks: those of
 * container images delete the packages that mmdebstrap has just fetched.
 */
static int copy_apt_options(void)
{
    char *argv[] = {"apt-config", "dump", "--format", "%F \"%v\";%n", "Acquire", NULL};
    int fd = open(APT_OPTIONS, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return EXIT_FAILURE;
    int status = run_command(argv, fd);
    (void)close(fd);
    return status;
}

int mmdebstrap_run(const struct build *build)
{
    char suite[VS_TEMPLATE_SIZE], mirror[VS_SOURCE_SIZE], include[400];
    memcpy(suite, build->request.suite, sizeof(suite));
    memcpy(mirror, build->request.source, sizeof(mirror));
    (void)snprintf(include, sizeof(include), "--include=%s",
                   packages_for(build->request.init_style));
    int status = copy_apt_options();
    if (status)
        return status;
    char *argv[] = {
        "mmdebstrap",
        "--mode=root",
        "--format=directory",
        "--variant=minbase",
        "--verbose",
        /* A new sysfs needs a network namespace of our own; nothing here reads /sys. */
        "--skip=check/empty,chroot/mount/sys",
        /* The tree is synced once, at the end. */
        "--dpkgopt=force-unsafe-io",
        "--aptopt=" APT_OPTIONS,
        include,
        suite,
        CONTEXT_TARGET,
        mirror[0] ? mirror : NULL, /* without one: Debian's own, with updates and security */
        NULL,
    };
    return run_command(argv, -1);
}
