#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "cleanup.h"
#include "console.h"
#include "file.h"
#include "socket.h"

/* RUN/consoles, locked, so that of two consoles with one id only one gets it. */
static int lock_directory(const struct console *console, int *ret_dir)
{
    char path[VS_PATH_SIZE * 2];
    int n = snprintf(path, sizeof(path), "%s/consoles", console->layout.run);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -ENAMETOOLONG;
    if (mkdir(path, 0750) < 0 && errno != EEXIST)
        return -errno;
    cleanup_lock int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0 || fchown(dir, 0, console->layout.agent_gid) < 0 || fchmod(dir, 0750) < 0)
        return -errno;
    if (flock(dir, LOCK_EX) < 0) /* held for microseconds */
        return -errno;
    *ret_dir = vs_steal_fd(&dir);
    return 0;
}

/* Refused: the socket's owner is dead, the path is free. */
static bool has_listener(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 || errno == EAGAIN;
}

int listen_for_viewers(struct console *console)
{
    char path[sizeof(console->socket)];
    cleanup_lock int dir = -1;
    int r = lock_directory(console, &dir);
    if (r < 0)
        return r;
    int n = snprintf(path, sizeof(path), "%s/consoles/%s.sock", console->layout.run,
                     console->request.console);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -ENAMETOOLONG;
    if (has_listener(path))
        return -EEXIST;
    r = vs_socket_listen(path, SOCK_STREAM, 0, console->layout.agent_gid, 0660,
                         &console->listen_fd);
    if (r == 0)
        memcpy(console->socket, path, sizeof(path));
    return r;
}
