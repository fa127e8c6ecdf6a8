/* Moves the content of a built tree into the storage's pool, where every guest shares it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "cleanup.h"
#include "poolize.h"
#include "tree.h"

#define STAGE "stage"

/* SIGTERM is blocked: nobody reads it any more when the context has ended. */
static int stop_when_asked(void *context, const struct vs_poolize_result *so_far)
{
    sigset_t pending;
    (void)context;
    (void)so_far;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) ? -ECANCELED : 0;
}

static int poolize(struct build *build, int tree, struct vs_pool *pool)
{
    struct vs_poolize_result result;
    build->state.step = "pool";
    build->state.percent = 98;
    (void)vs_template_write(&build->layout, build->run_fd, &build->state);
    if (mkdirat(tree, STAGE, 0700) < 0)
        return -errno;
    cleanup_fd int stage = openat(tree, STAGE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (stage < 0)
        return -errno;
    const struct vs_poolize what = {.pool = pool,
                                    .root = build->root_fd,
                                    .stage = stage,
                                    .references = {-1, -1},
                                    .progress = stop_when_asked};
    int r = vs_poolize(&what, &result);
    dprintf(build->log_fd, "I: %llu files of %llu share their content, %llu bytes of it are new\n",
            (unsigned long long)result.pooled, (unsigned long long)result.files,
            (unsigned long long)result.object_bytes);
    if (r == -EOPNOTSUPP) {
        dprintf(build->log_fd, "I: this storage cannot share content: the tree stays as it is\n");
        r = 0;
    }
    int removed = vs_tree_remove(tree, STAGE);
    return r < 0 ? r : removed;
}

int pool_tree(struct build *build, int tree)
{
    struct vs_pool pool;
    char path[VS_PATH_SIZE + sizeof("/storage")];
    (void)snprintf(path, sizeof(path), "%s/storage", build->layout.data);
    cleanup_fd int storage = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (storage < 0)
        return -errno;
    int r = vs_pool_open(storage, &pool);
    if (r < 0)
        return r;
    r = poolize(build, tree, &pool);
    vs_pool_close(&pool);
    return r;
}
