#include "mmdebstrap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel.h"

#define APT_OPTIONS "/tmp/apt.conf"

/* What a rented server needs to boot, to be reached and to be mended; the rest is one apt away. */
#define PACKAGES                                                                                   \
    "init,systemd,systemd-sysv,libpam-systemd,dbus,apt,ca-certificates,login,passwd,"              \
    "iproute2,iputils-ping,procps,less,nano"

/* How the host reaches its mirror; the broker was started with them. */
static const char *const PASSED_ON[] = {
    "http_proxy",  "https_proxy", "no_proxy",      "HTTP_PROXY",
    "HTTPS_PROXY", "NO_PROXY",    "SSL_CERT_FILE", "SSL_CERT_DIR",
};
#define PASSED_ON_COUNT (sizeof(PASSED_ON) / sizeof(PASSED_ON[0]))

static char *const FIXED_ENVIRONMENT[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/tmp",
    "TMPDIR=/tmp",
    "LC_ALL=C.UTF-8",
    "DEBIAN_FRONTEND=noninteractive",
};
#define FIXED_COUNT (sizeof(FIXED_ENVIRONMENT) / sizeof(FIXED_ENVIRONMENT[0]))

static void build_environment(char *ret_environment[FIXED_COUNT + PASSED_ON_COUNT + 1])
{
    extern char **environ;
    size_t count = 0;
    for (size_t i = 0; i < FIXED_COUNT; i++)
        ret_environment[count++] = FIXED_ENVIRONMENT[i];
    for (size_t i = 0; i < PASSED_ON_COUNT; i++) {
        size_t length = strlen(PASSED_ON[i]);
        for (char **at = environ; *at; at++)
            if (!strncmp(*at, PASSED_ON[i], length) && (*at)[length] == '=')
                ret_environment[count++] = *at;
    }
    ret_environment[count] = NULL;
}

static pid_t spawn(char *const argv[], int output)
{
    char *environment[FIXED_COUNT + PASSED_ON_COUNT + 1];
    pid_t pid = fork();
    if (pid)
        return pid;
    build_environment(environment);
    if (output < 0 || dup2(output, 1) == 1)
        (void)execvpe(argv[0], argv, environment);
    dprintf(2, "E: cannot run %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

/* Pid 1 inherits orphans; all are reaped, one is awaited. */
static int wait_for(pid_t wanted)
{
    int status;
    for (;;) {
        pid_t pid = wait(&status);
        if (pid == wanted)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (pid < 0 && errno != EINTR)
            return EXIT_FAILURE;
    }
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
    pid_t pid = spawn(argv, fd);
    close(fd);
    return pid < 0 ? EXIT_FAILURE : wait_for(pid);
}

int mmdebstrap_run(const struct vs_template_build *request)
{
    char suite[VS_TEMPLATE_SIZE], mirror[VS_URL_SIZE];
    memcpy(suite, request->suite, sizeof(suite));
    memcpy(mirror, request->source, sizeof(mirror));
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
        "--include=" PACKAGES,
        suite,
        CONTEXT_TARGET,
        mirror[0] ? mirror : NULL, /* without one: Debian's own, with updates and security */
        NULL,
    };
    pid_t pid = spawn(argv, -1);
    return pid < 0 ? EXIT_FAILURE : wait_for(pid);
}
