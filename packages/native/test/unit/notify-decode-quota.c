/* What a guest may ask of its quotas, and every way to ask for more. */
#include "check.h"
#include "notify-decode.h"
#include "protocol.h"
#include <errno.h>
#include <linux/dqblk_xfs.h>
#include <string.h>
#include <sys/syscall.h>

#define HERE 0x7000u /* where the caller wants its answer */

static struct vs_notify_act act;

struct asked {
    uint32_t command, type;
    const char *device;
    uint64_t id, address;
    const void *input;
};

static int decode(struct asked asked)
{
    const uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {QCMD(asked.command, asked.type), 1, asked.id,
                                                     asked.address};
    struct vs_notify_want wants[VS_NOTIFY_ARGUMENTS];
    struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {{0}};
    vs_notify_wants(SYS_quotactl, arguments, wants);
    CHECK(wants[1].text && wants[1].size == PATH_MAX && !wants[3].text);
    CHECK(wants[3].size == (asked.command == Q_SETQUOTA ? sizeof(struct if_dqblk) : 0));
    if (asked.device)
        copies[1] = (struct vs_notify_copy){asked.device, strlen(asked.device) + 1};
    if (asked.input && wants[3].size)
        copies[3] = (struct vs_notify_copy){asked.input, wants[3].size};
    return vs_notify_decode(VS_CCAP_QUOTA, SYS_quotactl, arguments, copies, &act);
}

#define ASK(command, type, device, id, address)                                                    \
    decode((struct asked){(command), (type), (device), (id), (address), NULL})
#define SET(id, limits) decode((struct asked){Q_SETQUOTA, USRQUOTA, OWN, (id), HERE, (limits)})
#define OWN             VS_QUOTA_DEVICE

static void test_questions(void)
{
    CHECK(ASK(Q_GETQUOTA, USRQUOTA, OWN, 1000, HERE) == 0);
    CHECK(act.kind == VS_NOTIFY_QUOTA && act.quota.command == Q_GETQUOTA);
    CHECK(act.quota.type == USRQUOTA && act.quota.id == 1000 && act.quota.fd == -1);
    CHECK(act.quota.asker == VS_QUOTA_OWNER && act.quota.address == HERE);
    CHECK(act.quota.answer_size == sizeof(struct if_dqblk));
    CHECK(ASK(Q_GETNEXTQUOTA, GRPQUOTA, OWN, 0, HERE) == 0);
    CHECK(act.quota.asker == VS_QUOTA_ROOT && act.quota.type == GRPQUOTA);
    CHECK(ASK(Q_GETINFO, USRQUOTA, OWN, 0, HERE) == 0 && act.quota.asker == VS_QUOTA_ANYONE);
    CHECK(ASK(Q_GETFMT, USRQUOTA, OWN, 0, HERE) == 0 && act.quota.answer_size == 4);
    CHECK(ASK(Q_XGETQSTAT, USRQUOTA, OWN, 0, HERE) == 0);
    CHECK(ASK(Q_XGETQUOTA, USRQUOTA, OWN, 7, HERE) == 0 && act.quota.asker == VS_QUOTA_OWNER);
    CHECK(ASK(Q_GETQUOTA, USRQUOTA, OWN, 1000, 0) == -EFAULT);
}

/* The kernel takes an int: what stands above the low half is nothing to either. */
static void test_ids_end_with_the_guest(void)
{
    CHECK(ASK(Q_GETQUOTA, USRQUOTA, OWN, 65535, HERE) == 0);
    CHECK(ASK(Q_GETQUOTA, USRQUOTA, OWN, 65536, HERE) == -EINVAL);
    CHECK(ASK(Q_GETQUOTA, USRQUOTA, OWN, 0x70000000, HERE) == -EINVAL);
    CHECK(ASK(Q_GETQUOTA, USRQUOTA, OWN, UINT64_MAX, HERE) == -EINVAL);
    CHECK(ASK(Q_GETQUOTA, USRQUOTA, OWN, 1ull << 32 | 5, HERE) == 0 && act.quota.id == 5);
    CHECK(ASK(Q_GETNEXTQUOTA, USRQUOTA, OWN, 65536, HERE) == -ENOENT);
    CHECK(ASK(Q_XGETNEXTQUOTA, USRQUOTA, OWN, 65536, HERE) == -ENOENT);
}

static void test_only_limits_are_written(void)
{
    const struct if_dqblk all = {.dqb_bhardlimit = 6000,
                                 .dqb_bsoftlimit = 5000,
                                 .dqb_curspace = 1,
                                 .dqb_curinodes = 2,
                                 .dqb_valid = UINT32_MAX};
    CHECK(SET(1000, &all) == 0);
    CHECK(act.quota.asker == VS_QUOTA_ROOT && act.quota.answer_size == 0);
    CHECK(act.quota.limits.dqb_bhardlimit == 6000 && act.quota.limits.dqb_bsoftlimit == 5000);
    CHECK(act.quota.limits.dqb_curspace == 0 && act.quota.limits.dqb_curinodes == 0);
    CHECK(act.quota.limits.dqb_valid == (QIF_LIMITS | QIF_TIMES));
    CHECK(SET(1000, NULL) == -EFAULT);
    CHECK(SET(65536, &all) == -EINVAL);
}

static void test_other_devices(void)
{
    static const char *const NAMES[] = {
        "/dev/vda",         "/proc", "/dev/hdv",   "/dev/hdv11", "/dev//hdv1",
        "/dev/../dev/hdv1", "",      " /dev/hdv1", "/dev/loop0", NULL};
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        CHECK(ASK(Q_GETQUOTA, USRQUOTA, NAMES[i], 0, HERE) == -ENODEV);
    CHECK(ASK(Q_SYNC, USRQUOTA, NULL, 0, 0) == 0 && act.quota.command == Q_SYNC);
    CHECK(ASK(Q_SYNC, USRQUOTA, "/dev/vda", 0, 0) == -ENODEV);
    CHECK(ASK(Q_SETINFO, USRQUOTA, "/dev/vda", 0, HERE) == -ENODEV);
}

static void test_what_is_never_done(void)
{
    static const uint32_t ABSENT[] = {Q_XQUOTAON, Q_XQUOTAOFF,  Q_XSETQLIM,
                                      Q_XQUOTARM, Q_XGETQSTATV, Q_XQUOTASYNC};
    CHECK(ASK(Q_SETINFO, USRQUOTA, OWN, 0, HERE) == -EPERM);
    for (size_t i = 0; i < sizeof(ABSENT) / sizeof(ABSENT[0]); i++)
        CHECK(ASK(ABSENT[i], USRQUOTA, OWN, 0, HERE) == -ENOSYS);
    CHECK(ASK(Q_GETQUOTA, PRJQUOTA, OWN, 0, HERE) == -EINVAL);
    CHECK(ASK(Q_GETQUOTA, 3, OWN, 0, HERE) == -EINVAL);
    CHECK(ASK(Q_GETQUOTA, 255, OWN, 0, HERE) == -EINVAL);
    CHECK(ASK(0x123456, USRQUOTA, OWN, 0, HERE) == -EINVAL);
    CHECK(ASK(0, USRQUOTA, "/dev/vda", 0, HERE) == -EINVAL);
    /* Of whoever is root of the guest. */
    CHECK(ASK(Q_QUOTAON, USRQUOTA, OWN, 4, HERE) == 0 && act.quota.asker == VS_QUOTA_ROOT);
    CHECK(ASK(Q_QUOTAOFF, GRPQUOTA, OWN, 0, 0) == 0 && act.quota.asker == VS_QUOTA_ROOT);
}

static void test_by_descriptor(void)
{
    const struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {{0}};
    uint64_t arguments[VS_NOTIFY_ARGUMENTS] = {7, QCMD((uint32_t)Q_GETQUOTA, USRQUOTA), 5, HERE};
    CHECK(vs_notify_decode(VS_CCAP_QUOTA, SYS_quotactl_fd, arguments, copies, &act) == 0);
    CHECK(act.quota.fd == 7 && act.quota.id == 5 && act.quota.address == HERE);
    arguments[0] = UINT64_MAX;
    CHECK(vs_notify_decode(VS_CCAP_QUOTA, SYS_quotactl_fd, arguments, copies, &act) == -EBADF);
    arguments[0] = 7;
    arguments[1] = QCMD((uint32_t)Q_GETQUOTA, PRJQUOTA);
    CHECK(vs_notify_decode(VS_CCAP_QUOTA, SYS_quotactl_fd, arguments, copies, &act) == -EINVAL);
}

int main(void)
{
    test_questions();
    test_ids_end_with_the_guest();
    test_only_limits_are_written();
    test_other_devices();
    test_what_is_never_done();
    test_by_descriptor();
    return 0;
}
