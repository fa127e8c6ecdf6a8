/* The memory of the machine as a file. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char head[4] = {0};
    (void)facts;
    int file = open("/proc/kcore", O_RDONLY | O_NONBLOCK);
    if (file < 0)
        return errno == ENOENT ? not_applicable("a kernel without kcore") : refused(errno);
    ssize_t n = read(file, head, sizeof(head));
    return n > 0 ? succeeded("%zd bytes", n) : contained("masked");
}

ATTACK("read /proc/kcore", attempt, EACCES, EPERM)
