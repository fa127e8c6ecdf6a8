/* What unify would save. Nothing is changed. */
#include "cleanup.h"
#include "kernel.h"
#include "layers.h"
#include "unify.h"

int run_predict(struct files *files)
{
    struct vs_pool pool = {-1, -1, 0, false};
    struct vs_guest_root *root = &files->guest.root;
    cleanup_fd int data = -1;
    if (root->backend == VS_BACKEND_TREE)
        return refuse(files, -EOPNOTSUPP, "A guest with a tree of its own shares nothing");
    int r = open_data(&files->guest, &data);
    r = r < 0 ? r : vs_pool_open(files->storage_fd, &pool);
    r = r < 0 ? r : predict_layers(files, data, &pool);
    vs_pool_close(&pool);
    return r;
}
