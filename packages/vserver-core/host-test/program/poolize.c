/*
 * `poolize STORAGE TREE`: moves the content of a tree below a storage directory into its pool, as
 * the product does; prints the names that became stubs and the objects that are new.
 */
#include "../../../native/common/poolize.h"
#include "../../../native/common/cleanup.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int poolize(int storage, const char *tree, struct vs_poolize_result *ret_result)
{
    struct vs_pool pool;
    if (mkdirat(storage, "stage", 0700) < 0)
        return -errno;
    cleanup_fd int stage = openat(storage, "stage", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int root = openat(storage, tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int r = stage < 0 || root < 0 ? -errno : vs_pool_open(storage, &pool);
    if (r < 0)
        return r;
    const struct vs_poolize what = {
        .pool = &pool, .root = root, .stage = stage, .references = {-1, -1}};
    r = vs_poolize(&what, ret_result);
    vs_pool_close(&pool);
    if (r == 0 && unlinkat(storage, "stage", AT_REMOVEDIR) < 0)
        r = -errno;
    return r;
}

int main(int argc, char **argv)
{
    struct vs_poolize_result result;
    int storage = argc == 3 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int r = storage < 0 ? -EINVAL : poolize(storage, argv[2], &result);
    if (r < 0) {
        (void)fprintf(stderr, "poolize: %s\n", strerror(-r));
        return 1;
    }
    (void)printf("%llu %llu\n", (unsigned long long)result.pooled,
                 (unsigned long long)result.objects);
    return 0;
}
