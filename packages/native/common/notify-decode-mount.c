/*
 * Linux-VServer's SECURE_MOUNT: file systems without content of their own and binds, never with
 * device nodes or setuid bits.
 */
#include "notify-decode-mount.h"
#include <errno.h>
#include <string.h>
#include <sys/mount.h>

#define MAGIC      0xc0ed0000ul /* of old programs. Source: mount(2), MS_MGC_VAL */
#define MAGIC_MASK 0xffff0000ul

/* Flags of one mount, and what they are to mount_setattr(2). */
static const struct {
    unsigned long flag;
    uint64_t attribute;
} ATTRIBUTES[] = {
    {MS_RDONLY, MOUNT_ATTR_RDONLY},
    {MS_NOEXEC, MOUNT_ATTR_NOEXEC},
    {MS_NODIRATIME, MOUNT_ATTR_NODIRATIME},
};

/* Said as often as they are needless: the first two always hold, the others are the default. */
#define WITHOUT_EFFECT                                                                             \
    (MS_NOSUID | MS_NODEV | MS_RELATIME | MS_NOATIME | MS_STRICTATIME | MS_SILENT)
#define EACH_MOUNT (MS_RDONLY | MS_NOEXEC | MS_NODIRATIME | WITHOUT_EFFECT)

static int take_path(const struct vs_notify_copy *copy, char ret_path[PATH_MAX])
{
    if (!copy->bytes)
        return -EFAULT;
    const char *end = memchr(copy->bytes, '\0', copy->size);
    size_t length = end ? (size_t)(end - copy->bytes) : PATH_MAX;
    if (length >= PATH_MAX)
        return -ENAMETOOLONG;
    if (length == 0)
        return -ENOENT;
    memcpy(ret_path, copy->bytes, length + 1);
    return 0;
}

/* Empty for a null pointer, NULL without a NUL. */
static const char *text_of(const struct vs_notify_copy *copy)
{
    if (!copy->bytes)
        return "";
    return memchr(copy->bytes, '\0', copy->size) ? copy->bytes : NULL;
}

static void take_attributes(unsigned long flags, struct vs_notify_act *act)
{
    act->mount.set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
    for (size_t i = 0; i < sizeof(ATTRIBUTES) / sizeof(ATTRIBUTES[0]); i++) {
        if (flags & ATTRIBUTES[i].flag)
            act->mount.set |= ATTRIBUTES[i].attribute;
        else
            act->mount.clear |= ATTRIBUTES[i].attribute;
    }
}

static const char *const OPTION_KEYS[] = {"size", "nr_inodes", "nr_blocks", "mode", "uid", "gid"};

static bool is_known(const char *key)
{
    for (size_t i = 0; i < sizeof(OPTION_KEYS) / sizeof(OPTION_KEYS[0]); i++)
        if (!strcmp(key, OPTION_KEYS[i]))
            return true;
    return false;
}

/* KEY=VALUE, the value being a number with perhaps a unit. Source: tmpfs(5). */
static int take_option(const char *text, size_t length, struct vs_notify_act *act)
{
    static const char VALUE[] = "0123456789kKmMgG%";
    struct vs_notify_option option = {0};
    const char *equals = memchr(text, '=', length);
    size_t key = equals ? (size_t)(equals - text) : length;
    if (!equals || key >= sizeof(option.key) || length - key - 1 >= sizeof(option.value))
        return -EINVAL;
    memcpy(option.key, text, key);
    memcpy(option.value, equals + 1, length - key - 1);
    if (!is_known(option.key) || !option.value[0] ||
        strspn(option.value, VALUE) != length - key - 1)
        return -EINVAL;
    if (act->mount.option_count == VS_NOTIFY_OPTIONS)
        return -EINVAL;
    act->mount.options[act->mount.option_count++] = option;
    return 0;
}

static int take_options(const char *text, struct vs_notify_act *act)
{
    int r = text ? 0 : -EINVAL;
    while (r == 0 && *text) {
        size_t length = strcspn(text, ",");
        r = length ? take_option(text, length, act) : 0;
        text += length + (text[length] == ',');
    }
    return r;
}

static int decode_tmpfs(unsigned long flags, const struct vs_notify_copy *copies,
                        struct vs_notify_act *act)
{
    const char *type = text_of(&copies[2]);
    if (!type || strcmp(type, "tmpfs") || (flags & ~(unsigned long)EACH_MOUNT))
        return -EPERM;
    act->kind = VS_NOTIFY_TMPFS;
    take_attributes(flags, act);
    return take_options(text_of(&copies[4]), act);
}

/* Whatever else is asked for, the kernel ignores it too. */
static int decode_bind(unsigned long flags, const struct vs_notify_copy *copies,
                       struct vs_notify_act *act)
{
    act->kind = VS_NOTIFY_BIND;
    act->mount.set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
    act->mount.recursive = flags & MS_REC;
    return take_path(&copies[0], act->mount.source);
}

/* The attributes of one mount, never what its file system was made with. */
static int decode_remount(unsigned long flags, const struct vs_notify_copy *copies,
                          struct vs_notify_act *act)
{
    const char *data = text_of(&copies[4]);
    if (flags & ~(unsigned long)(MS_REMOUNT | MS_BIND | EACH_MOUNT))
        return -EPERM;
    if (!(flags & MS_BIND) && (!data || *data))
        return -EPERM;
    act->kind = VS_NOTIFY_REMOUNT;
    take_attributes(flags, act);
    return 0;
}

int vs_notify_decode_mount(const uint64_t *arguments, const struct vs_notify_copy *copies,
                           struct vs_notify_act *act)
{
    unsigned long flags = arguments[3];
    if ((flags & MAGIC_MASK) == MAGIC)
        flags &= ~MAGIC_MASK;
    int r = take_path(&copies[1], act->mount.target);
    if (r < 0)
        return r;
    if (flags & (MS_MOVE | MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE))
        return -EPERM;
    if (flags & MS_REMOUNT)
        return decode_remount(flags, copies, act);
    return flags & MS_BIND ? decode_bind(flags, copies, act) : decode_tmpfs(flags, copies, act);
}

int vs_notify_decode_umount(const uint64_t *arguments, const struct vs_notify_copy *copies,
                            struct vs_notify_act *act)
{
    int flags = (int)arguments[1];
    if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
        return -EINVAL;
    if (flags & (MNT_FORCE | MNT_EXPIRE))
        return -EPERM;
    act->kind = VS_NOTIFY_UMOUNT;
    act->mount.umount_flags = flags;
    return take_path(&copies[0], act->mount.target);
}
