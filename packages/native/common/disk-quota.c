#include "disk-quota.h"
#include "kernel.h"
#include <errno.h>
#include <linux/dqblk_xfs.h>
#include <linux/quota.h>
#include <string.h>

#define BLOCK 1024 /* QIF_DQBLKSIZE */

/* By descriptor: no name of a device to find, and none that could be exchanged. Linux 5.14. */
static int call(int fd, unsigned command, uint32_t project, void *address)
{
    long r = syscall(SYS_quotactl_fd, fd, QCMD(command, PRJQUOTA), project, address);
    return r < 0 ? -errno : 0;
}

/* The only question that tells counting from enforcing; ext4 answers it as well as xfs. */
int vs_quota_state(int fd, struct vs_quota_state *ret_state)
{
    struct fs_quota_statv found = {.qs_version = FS_QSTATV_VERSION1};
    int r = call(fd, Q_XGETQSTATV, 0, &found);
    if (r < 0)
        return r;
    if (!(found.qs_flags & FS_QUOTA_PDQ_ACCT))
        return -ESRCH;
    *ret_state = (struct vs_quota_state){.counts = true,
                                         .enforces = (found.qs_flags & FS_QUOTA_PDQ_ENFD) != 0};
    return 0;
}

static uint64_t blocks(uint64_t bytes)
{
    return bytes / BLOCK + (bytes % BLOCK != 0);
}

int vs_quota_set(int fd, uint32_t project, const struct vs_quota *quota)
{
    struct if_dqblk block = {.dqb_bsoftlimit = blocks(quota->soft_bytes),
                             .dqb_bhardlimit = blocks(quota->hard_bytes),
                             .dqb_isoftlimit = quota->soft_inodes,
                             .dqb_ihardlimit = quota->hard_inodes,
                             .dqb_valid = QIF_LIMITS};
    return call(fd, Q_SETQUOTA, project, &block);
}

int vs_quota_get(int fd, uint32_t project, struct vs_quota *ret_quota)
{
    struct if_dqblk block;
    int r = call(fd, Q_GETQUOTA, project, &block);
    if (r == -ENOENT) { /* xfs, for a project without a record */
        memset(ret_quota, 0, sizeof(*ret_quota));
        return 0;
    }
    if (r < 0)
        return r;
    *ret_quota = (struct vs_quota){.soft_bytes = block.dqb_bsoftlimit * BLOCK,
                                   .hard_bytes = block.dqb_bhardlimit * BLOCK,
                                   .soft_inodes = block.dqb_isoftlimit,
                                   .hard_inodes = block.dqb_ihardlimit,
                                   .use_bytes = block.dqb_curspace,
                                   .use_inodes = block.dqb_curinodes};
    return 0;
}

int vs_quota_next(int fd, uint32_t project, uint32_t *ret_project, struct vs_quota *ret_quota)
{
    struct if_nextdqblk block;
    int r = call(fd, Q_GETNEXTQUOTA, project, &block);
    if (r < 0) /* ext4 says ESRCH, xfs ENOENT, when no further one has a record */
        return r == -ESRCH ? -ENOENT : r;
    *ret_project = block.dqb_id;
    *ret_quota = (struct vs_quota){.soft_bytes = block.dqb_bsoftlimit * BLOCK,
                                   .hard_bytes = block.dqb_bhardlimit * BLOCK,
                                   .soft_inodes = block.dqb_isoftlimit,
                                   .hard_inodes = block.dqb_ihardlimit,
                                   .use_bytes = block.dqb_curspace,
                                   .use_inodes = block.dqb_curinodes};
    return 0;
}
