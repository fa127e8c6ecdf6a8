/* The last step, inside the guest: which program, and with what environment. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "console.h"
#include "parse.h"

static const char *const ENVIRONMENT[] = {
    "HOME=/root",
    "USER=root",
    "LOGNAME=root",
    "TERM=xterm-256color",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
};
#define ENVIRONMENT_SIZE (sizeof(ENVIRONMENT) / sizeof(ENVIRONMENT[0]))

static const char *const SHELLS[] = {"/bin/bash", "/bin/sh"};
#define SHELLS_SIZE (sizeof(SHELLS) / sizeof(SHELLS[0]))

struct environment {
    const char *entries[ENVIRONMENT_SIZE + VS_ARGV_MAX + 1]; /* the first of a name counts */
};

static bool is_given(const char *assignment, const char *const given[], uint32_t count)
{
    size_t length = (size_t)(strchr(assignment, '=') - assignment) + 1;
    for (uint32_t i = 0; i < count; i++)
        if (strncmp(assignment, given[i], length) == 0)
            return true;
    return false;
}

static int fill_environment(const struct vs_console_open *request, struct environment *environment)
{
    uint32_t count;
    int r = vs_split_argv(request->environment, environment->entries, &count);
    if (r < 0)
        return r;
    uint32_t given = count;
    for (size_t i = 0; i < ENVIRONMENT_SIZE; i++)
        if (!is_given(ENVIRONMENT[i], environment->entries, given))
            environment->entries[count++] = ENVIRONMENT[i];
    environment->entries[count] = NULL;
    return 0;
}

/* As a login shell, or with a line that it takes apart. */
static int try_shell(const char *shell, const char *command, const struct environment *environment)
{
    const char *argv[] = {shell, command[0] ? "-c" : "-l", command[0] ? command : NULL, NULL};
    (void)execve(shell, (char *const *)argv, (char *const *)environment->entries);
    return -errno;
}

static int execute_shell(const struct vs_console_open *request,
                         const struct environment *environment)
{
    char own[VS_SHELL_SIZE];
    int r = read_login_shell(own, sizeof(own));
    if (r == 0)
        r = try_shell(own, request->command, environment);
    for (size_t i = 0; i < SHELLS_SIZE; i++)
        r = try_shell(SHELLS[i], request->command, environment);
    return r;
}

int execute_program(const struct console *console)
{
    static struct environment environment;
    const struct vs_console_open *request = &console->request;
    const char *argv[VS_ARGV_MAX + 1];
    uint32_t count;
    if (chdir("/root") < 0 && chdir("/") < 0)
        return -errno;
    int r = vs_split_argv(request->argv, argv, &count);
    r = r < 0 ? r : fill_environment(request, &environment);
    if (r < 0)
        return r;
    /* execvpe(3) would look through our PATH, which is the host's. */
    environ = (char **)environment.entries;
    if (request->mode == VS_CONSOLE_FILES) {
        char *const only_name[] = {"vs-sftp", NULL};
        (void)fexecve(console->program_fd, only_name, environ);
        return -errno;
    }
    if (count == 0)
        return execute_shell(request, &environment);
    (void)execvp(argv[0], (char **)argv);
    return -errno;
}
