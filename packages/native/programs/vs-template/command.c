#include "command.h"
#include "kernel.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

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
            if (!strncmp(*at, PASSED_ON[i], length) && (*at)[length] == '=') {
                ret_environment[count++] = *at;
                break;
            }
    }
    ret_environment[count] = NULL;
}

pid_t spawn_command(char *const argv[], int input, int output)
{
    char *environment[FIXED_COUNT + PASSED_ON_COUNT + 1];
    pid_t pid = fork();
    if (pid)
        return pid;
    build_environment(environment);
    if ((input < 0 || dup2(input, 0) == 0) && (output < 0 || dup2(output, 1) == 1)) {
        (void)close_range(3, ~0u, 0);
        (void)execvpe(argv[0], argv, environment);
    }
    dprintf(2, "E: cannot run %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

void await_commands(const pid_t *wanted, int *ret_statuses, int count)
{
    int left = count;
    for (int i = 0; i < count; i++)
        ret_statuses[i] = EXIT_FAILURE;
    while (left > 0) {
        int status;
        pid_t pid = wait(&status);
        if (pid < 0 && errno != EINTR)
            return;
        for (int i = 0; i < count; i++) {
            if (pid < 0 || wanted[i] != pid)
                continue;
            ret_statuses[i] = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            left--;
        }
    }
}

int run_command(char *const argv[], int output)
{
    int status = EXIT_FAILURE;
    pid_t pid = spawn_command(argv, -1, output);
    if (pid > 0)
        await_commands(&pid, &status, 1);
    return status;
}
