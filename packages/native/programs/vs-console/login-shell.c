/* Which shell root has in this guest: by its own /etc/passwd, a file that the guest may have made
 * anything of. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "console.h"

#define FIELDS 7

/* Splits "name:x:0:0:gecos:home:shell" at its colons; NULL unless it is of uid 0. */
static char *shell_of_root(char *line)
{
    char *fields[FIELDS] = {0};
    for (int i = 0; i < FIELDS && line; i++)
        fields[i] = strsep(&line, ":");
    if (!fields[FIELDS - 1] || strcmp(fields[2], "0") != 0 || fields[FIELDS - 1][0] != '/')
        return NULL;
    return fields[FIELDS - 1];
}

int read_login_shell(char *ret_path, size_t size)
{
    char text[16384];
    struct stat status;
    cleanup_fd int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode))
        return -EINVAL;
    ssize_t n = read(fd, text, sizeof(text) - 1);
    if (n < 0)
        return -errno;
    text[n] = '\0';
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n"));) {
        const char *shell = shell_of_root(line);
        if (!shell)
            continue;
        if (strlen(shell) >= size)
            return -ENAMETOOLONG;
        memcpy(ret_path, shell, strlen(shell) + 1);
        return 0;
    }
    return -ENOENT;
}
