/* A file that carries every capability, and a set-user-id one: bounded by the bounding set. */
#include "../program/attack.h"

#include <linux/capability.h>
#include <sys/xattr.h>

static bool copy_self(const char *path)
{
    char block[65536];
    ssize_t n = 0;
    (void)unlink(path);
    int in = open("/proc/self/exe", O_RDONLY), out = open(path, O_WRONLY | O_CREAT | O_EXCL, 0755);
    while (in >= 0 && out >= 0 && (n = read(in, block, sizeof(block))) > 0)
        if (write(out, block, (size_t)n) != n)
            return false;
    return in >= 0 && out >= 0 && n == 0 && fchmod(out, 06755) == 0 && close(out) == 0;
}

static struct outcome attempt(const struct facts *facts)
{
    struct vfs_cap_data caps = {.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
                                .data = {{~0u, 0}, {0x1ff, 0}}};
    (void)facts;
    int ends[2];
    uint64_t had = capability_line("1", "CapBnd:");
    if (!copy_self("/root/attack.caps") || pipe(ends) < 0 ||
        setxattr("/root/attack.caps", "security.capability", &caps, sizeof(caps), 0) < 0)
        return refused(errno);
    pid_t pid = fork();
    if (pid == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)execl("/root/attack.caps", "attack", "capabilities", (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    char text[32] = {0};
    ssize_t n = read(ends[0], text, sizeof(text) - 1);
    int status = 0;
    (void)waitpid(pid, &status, 0);
    if (n <= 0)
        return refused(EPERM); /* not executed: the file asks for more than there is */
    uint64_t got = strtoull(text, NULL, 16);
    return got & ~had ? succeeded("%llx", (unsigned long long)got)
                      : contained("within its bounding set");
}

ATTACK("gain capabilities from a file", attempt, EPERM)
