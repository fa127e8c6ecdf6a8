#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(syscall(SYS_open_tree, AT_FDCWD, "/proc", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
}

ATTACK("copy a mount by open_tree", attempt, EPERM, ENOSYS, EINVAL)
