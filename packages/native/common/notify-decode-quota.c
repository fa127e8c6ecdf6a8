/*
 * Linux-VServer's QUOTA_CTL, by its "vroot" proxy: quotas of the guest's own users and groups, on a
 * file system that is the guest's alone and that it knows by a name of ours. What would change how
 * the file system counts, or whom, is not for the guest.
 */
#include "notify-decode-quota.h"
#include "idmap.h"
#include <errno.h>
#include <linux/dqblk_xfs.h>
#include <linux/quota.h>
#include <string.h>

/* The kernel checks these and ignores the rest of the first argument. Source: quotactl(2). */
#define COMMAND(argument) ((uint32_t)(argument) >> SUBCMDSHIFT)
#define TYPE(argument)    ((uint32_t)(argument)&SUBCMDMASK)

/* What a guest may write; what is used cannot be forged. */
#define WRITABLE (QIF_LIMITS | QIF_TIMES)

/* Source: check_quotactl_permission() for who may ask. */
static const struct command {
    uint32_t number;
    enum vs_quota_asker asker;
    bool has_id;
    uint32_t input, output; /* bytes of the last argument */
    int refusal;            /* 0: it is done */
} COMMANDS[] = {
    {Q_GETFMT, VS_QUOTA_ANYONE, false, 0, sizeof(uint32_t), 0},
    {Q_GETINFO, VS_QUOTA_ANYONE, false, 0, sizeof(struct if_dqinfo), 0},
    {Q_SYNC, VS_QUOTA_ANYONE, false, 0, 0, 0},
    {Q_GETQUOTA, VS_QUOTA_OWNER, true, 0, sizeof(struct if_dqblk), 0},
    {Q_GETNEXTQUOTA, VS_QUOTA_ROOT, true, 0, sizeof(struct if_nextdqblk), 0},
    {Q_SETQUOTA, VS_QUOTA_ROOT, true, sizeof(struct if_dqblk), 0, 0},
    /* It is on from the guest's start to its end: asked for, it is so already. */
    {Q_QUOTAON, VS_QUOTA_ROOT, false, 0, 0, 0},
    {Q_QUOTAOFF, VS_QUOTA_ROOT, false, 0, 0, 0},
    {Q_SETINFO, VS_QUOTA_ROOT, false, 0, 0, -EPERM},
    {Q_XGETQSTAT, VS_QUOTA_ANYONE, false, 0, sizeof(struct fs_quota_stat), 0},
    {Q_XGETQUOTA, VS_QUOTA_OWNER, true, 0, sizeof(struct fs_disk_quota), 0},
    {Q_XGETNEXTQUOTA, VS_QUOTA_ROOT, true, 0, sizeof(struct fs_disk_quota), 0},
    {Q_XGETQSTATV, VS_QUOTA_ANYONE, false, 0, 0, -ENOSYS},
    {Q_XQUOTASYNC, VS_QUOTA_ANYONE, false, 0, 0, -ENOSYS},
    {Q_XQUOTAON, VS_QUOTA_ROOT, false, 0, 0, -ENOSYS},
    {Q_XQUOTAOFF, VS_QUOTA_ROOT, false, 0, 0, -ENOSYS},
    {Q_XSETQLIM, VS_QUOTA_ROOT, false, 0, 0, -ENOSYS},
    {Q_XQUOTARM, VS_QUOTA_ROOT, false, 0, 0, -ENOSYS},
};

static const struct command *find(uint32_t number)
{
    for (size_t i = 0; i < sizeof(COMMANDS) / sizeof(COMMANDS[0]); i++)
        if (COMMANDS[i].number == number)
            return &COMMANDS[i];
    return NULL;
}

uint32_t vs_notify_quota_input(uint32_t command)
{
    const struct command *found = find(COMMAND(command));
    return found ? found->input : 0;
}

static int take_limits(const struct vs_notify_copy *copy, struct vs_notify_act *act)
{
    struct if_dqblk *limits = &act->quota.limits;
    if (!copy->bytes || copy->size != sizeof(*limits))
        return -EFAULT;
    memcpy(limits, copy->bytes, sizeof(*limits));
    limits->dqb_valid &= WRITABLE;
    limits->dqb_curspace = limits->dqb_curinodes = 0;
    return 0;
}

/* The guest's users are numbered alike in it and in its own file system, see idmap.h. */
static int take_id(const struct command *command, uint64_t argument, struct vs_notify_act *act)
{
    if (!command->has_id)
        return 0;
    act->quota.id = (uint32_t)argument;
    if (act->quota.id < VS_IDMAP_COUNT)
        return 0;
    bool walks = command->number == Q_GETNEXTQUOTA || command->number == Q_XGETNEXTQUOTA;
    return walks ? -ENOENT : -EINVAL;
}

static int decode(uint64_t what, const uint64_t *id_and_address, const struct vs_notify_copy *input,
                  struct vs_notify_act *act)
{
    const struct command *command = find(COMMAND(what));
    act->kind = VS_NOTIFY_QUOTA;
    act->quota.type = TYPE(what);
    if (!command || (act->quota.type != USRQUOTA && act->quota.type != GRPQUOTA))
        return -EINVAL;
    act->quota.command = command->number;
    act->quota.asker = command->asker;
    act->quota.answer_size = command->output;
    act->quota.address = id_and_address[1];
    int r = take_id(command, id_and_address[0], act);
    r = r < 0 || !command->input ? r : take_limits(input, act);
    if (r < 0)
        return r;
    if (command->output && !act->quota.address)
        return -EFAULT;
    return command->refusal;
}

/* Without a name all file systems are synced: all that the guest has. Source: quotactl(2). */
static int take_device(const struct vs_notify_copy *copy, uint32_t command)
{
    static const char DEVICE[] = VS_QUOTA_DEVICE;
    if (!copy->bytes)
        return command == Q_SYNC ? 0 : -ENODEV;
    bool is_it = copy->size == sizeof(DEVICE) && !memcmp(copy->bytes, DEVICE, sizeof(DEVICE));
    return is_it ? 0 : -ENODEV;
}

int vs_notify_decode_quota(const uint64_t *arguments, const struct vs_notify_copy *copies,
                           struct vs_notify_act *act)
{
    act->quota.fd = -1;
    int r = decode(arguments[0], &arguments[2], &copies[3], act);
    /* As in the kernel: a command that does not exist is refused before the device is looked at. */
    if (r == -EINVAL && act->quota.command == 0)
        return r;
    int device = take_device(&copies[1], COMMAND(arguments[0]));
    return device < 0 ? device : r;
}

int vs_notify_decode_quota_fd(const uint64_t *arguments, const struct vs_notify_copy *copies,
                              struct vs_notify_act *act)
{
    act->quota.fd = (int32_t)arguments[0];
    int r = decode(arguments[1], &arguments[2], &copies[3], act);
    return r == 0 && act->quota.fd < 0 ? -EBADF : r;
}
