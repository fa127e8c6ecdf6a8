#include "view.h"
#include "cleanup.h"
#include "kernel.h"
#include "layers.h"
#include "overlay-mount.h"
#include <string.h>
#include <sys/mount.h>

int open_views(struct files *files, struct views *ret_views)
{
    struct views views = {.files = files, .cover = -1};
    int r = vs_pool_open(files->storage_fd, &views.pool);
    if (r < 0)
        return r;
    views.cover =
        openat(files->storage_fd, "cover", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    *ret_views = views;
    return 0;
}

void close_views(struct views *views)
{
    if (!views->files)
        return;
    vs_pool_close(&views->pool);
    vs_close_fd(&views->cover);
    views->files = NULL;
}

static int mount_view(const struct views *views, struct vs_overlay *overlay,
                      const char *template_id, int *ret_mount)
{
    cleanup_fd int template = -1;
    int r = open_template(views->files, template_id, &template);
    if (r < 0)
        return r;
    overlay->base = template;
    overlay->prefix = "";
    overlay->pool = views->pool.root;
    overlay->cover = views->cover;
    overlay->has_data_layer = views->files->layout.features & VS_FEATURE_DATA_LAYER;
    return vs_overlay_mount(overlay, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID, ret_mount);
}

int view_template(const struct views *views, const char *id, int *ret_mount)
{
    struct vs_overlay overlay = {.own = -1};
    return mount_view(views, &overlay, id, ret_mount);
}

int view_guest(const struct views *views, int data, const struct vs_guest_root *root,
               bool with_upper, int *ret_mount)
{
    struct vs_overlay overlay = {.own = data};
    unsigned first = 0;
    if (with_upper)
        overlay.layers[first++] = root->upper;
    memcpy(overlay.layers + first, root->layers,
           (VS_ROOT_LAYERS_MAX - first) * sizeof(root->layers[0]));
    return mount_view(views, &overlay, root->template_id, ret_mount);
}
