#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    int root = open("/", O_PATH | O_DIRECTORY);
    int above = openat(root, "../../../../../../../..", O_RDONLY | O_DIRECTORY);
    struct stat a, b;
    if (above < 0 || fstat(above, &a) < 0 || stat("/", &b) < 0)
        return refused(errno);
    if (finds_canary(facts, above, ".") || a.st_ino != b.st_ino || a.st_dev != b.st_dev)
        return succeeded("a directory above the root");
    return contained("at the guest's own root");
}

ATTACK("walk above the root by openat", attempt)
