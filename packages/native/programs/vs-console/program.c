/* The last step, inside the guest: which program, and with what environment. */
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "console.h"
#include "parse.h"

static char *const ENVIRONMENT[] = {
    "HOME=/root",
    "USER=root",
    "LOGNAME=root",
    "TERM=xterm-256color",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    NULL,
};

static const char *const SHELLS[] = {"/bin/bash", "/bin/sh"};

static int execute_shell(void)
{
    int r = -ENOENT;
    for (size_t i = 0; i < sizeof(SHELLS) / sizeof(SHELLS[0]) && r == -ENOENT; i++) {
        char *argv[] = {(char *)SHELLS[i], "-l", NULL};
        (void)execve(SHELLS[i], argv, ENVIRONMENT);
        r = -errno;
    }
    return r;
}

int execute_program(const struct vs_console_open *request)
{
    const char *argv[VS_ARGV_MAX + 1];
    uint32_t count;
    if (chdir("/root") < 0 && chdir("/") < 0)
        return -errno;
    int r = vs_split_argv(request->argv, argv, &count);
    if (r < 0)
        return r;
    if (count == 0)
        return execute_shell();
    /* execvpe(3) would look through our PATH, which is the host's. */
    environ = (char **)ENVIRONMENT;
    (void)execvp(argv[0], (char **)argv);
    return -errno;
}
