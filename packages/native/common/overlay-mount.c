#include "overlay-mount.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <sys/mount.h>

#define STRING_MAX 256 /* fsconfig(2) takes no longer one */
#define PATH_SIZE  64

/* Attached layers named by descriptor work on every kernel; detached ones only since 6.15. */
static void name_layer(char ret_path[PATH_SIZE], int fd)
{
    (void)snprintf(ret_path, PATH_SIZE, "/proc/self/fd/%d", fd);
}

static void name_own(const struct vs_overlay *overlay, char ret_path[PATH_SIZE], uint32_t number,
                     const char *part)
{
    (void)snprintf(ret_path, PATH_SIZE, "/proc/self/fd/%d/%s%u/%s", overlay->own, overlay->prefix,
                   number, part);
}

static int set_string(int context, const char *key, const char *value)
{
    return fsconfig(context, FSCONFIG_SET_STRING, key, value, 0) < 0 ? -errno : 0;
}

static bool has_cover(const struct vs_overlay *overlay)
{
    return overlay->pool >= 0 && !overlay->has_data_layer;
}

static bool is_writable(const struct vs_overlay *overlay)
{
    return overlay->upper && !overlay->is_view;
}

/* The own lower layers, topmost first. 0 after the last. */
static uint32_t own_layer(const struct vs_overlay *overlay, int at)
{
    bool has_view = overlay->upper && overlay->is_view;
    if (has_view && at == 0)
        return overlay->upper;
    at -= has_view;
    return at < VS_ROOT_LAYERS_MAX ? overlay->layers[at] : 0;
}

/* Since 6.8: one call for each layer, topmost first. */
static int add_layers(int context, const struct vs_overlay *overlay)
{
    char path[PATH_SIZE];
    int r = 0;
    for (int i = 0; r == 0 && own_layer(overlay, i); i++) {
        name_own(overlay, path, own_layer(overlay, i), "upper");
        r = set_string(context, "lowerdir+", path);
    }
    name_layer(path, overlay->base);
    r = r < 0 ? r : set_string(context, "lowerdir+", path);
    if (r < 0 || overlay->pool < 0)
        return r;
    name_layer(path, overlay->pool);
    return set_string(context, "datadir+", path);
}

/* All in one string, in which the own layers are named from the working directory: it is short. */
static int join_layers(const struct vs_overlay *overlay, char ret_text[STRING_MAX])
{
    size_t length = 0;
    if (has_cover(overlay))
        length += (size_t)snprintf(ret_text, STRING_MAX, "/proc/self/fd/%d:", overlay->cover);
    for (int i = 0; own_layer(overlay, i) && length < STRING_MAX; i++)
        length += (size_t)snprintf(ret_text + length, STRING_MAX - length,
                                   "%s%u/upper:", overlay->prefix, own_layer(overlay, i));
    if (length < STRING_MAX)
        length += (size_t)snprintf(ret_text + length, STRING_MAX - length, "/proc/self/fd/%d",
                                   overlay->base);
    if (length < STRING_MAX && overlay->pool >= 0)
        length += (size_t)snprintf(ret_text + length, STRING_MAX - length, "%s/proc/self/fd/%d",
                                   has_cover(overlay) ? ":" : "::", overlay->pool);
    return length < STRING_MAX ? 0 : -E2BIG;
}

static int set_upper(int context, const struct vs_overlay *overlay)
{
    char path[PATH_SIZE];
    if (!is_writable(overlay))
        return 0;
    name_own(overlay, path, overlay->upper, "upper");
    int r = set_string(context, "upperdir", path);
    name_own(overlay, path, overlay->upper, "work");
    r = r < 0 ? r : set_string(context, "workdir", path);
    if (r == 0 && overlay->is_volatile &&
        fsconfig(context, FSCONFIG_SET_FLAG, "volatile", NULL, 0) < 0)
        return -errno;
    return r;
}

static int create(int context, const struct vs_overlay *overlay)
{
    int r = set_upper(context, overlay);
    r = r < 0 ? r : set_string(context, "metacopy", "on");
    r = r < 0 ? r : set_string(context, "redirect_dir", "on");
    r = r < 0 || !overlay->source ? r : set_string(context, "source", overlay->source);
    if (r < 0)
        return r;
    /* The mounter's fsuid must be mapped by the layers, else the mount turns read-only. */
    return fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0 ? -errno : 0;
}

/* The kernel looks the layers up while it is told of them, or only while it creates. */
static int create_from_string(int context, const struct vs_overlay *overlay)
{
    char text[STRING_MAX];
    int r = join_layers(overlay, text);
    if (r < 0)
        return r;
    cleanup_fd int before = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (before < 0 || (overlay->own >= 0 && fchdir(overlay->own) < 0))
        return -errno;
    r = set_string(context, "lowerdir", text);
    r = r < 0 ? r : create(context, overlay);
    return fchdir(before) < 0 && r == 0 ? -errno : r;
}

int vs_overlay_mount(const struct vs_overlay *overlay, unsigned attributes, int *ret_mount)
{
    cleanup_fd int context = fsopen("overlay", FSOPEN_CLOEXEC);
    if (context < 0)
        return -errno;
    /* Kernels before 6.5 take any key and refuse it only in the end. */
    int r = overlay->has_data_layer ? add_layers(context, overlay) : -EINVAL;
    r = r == -EINVAL ? create_from_string(context, overlay) : r < 0 ? r : create(context, overlay);
    if (r < 0)
        return r;
    int mount = fsmount(context, FSMOUNT_CLOEXEC,
                        attributes | (is_writable(overlay) ? 0 : MOUNT_ATTR_RDONLY));
    if (mount < 0)
        return -errno;
    *ret_mount = mount;
    return 0;
}
