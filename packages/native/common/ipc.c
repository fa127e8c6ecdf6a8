#include "ipc.h"
#include "cleanup.h"
#include "kernel.h"
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

/* A mount shows the queues of its maker's namespace; it is attached nowhere. */
static int count_posix_queues(uint64_t *ret_count)
{
    cleanup_fd int context = fsopen("mqueue", FSOPEN_CLOEXEC);
    if (context < 0 || fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -errno;
    cleanup_fd int mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
    int root = mount < 0 ? -1 : openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = root < 0 ? NULL : fdopendir(root);
    if (!listing)
        return -errno;
    for (*ret_count = 0;; (*ret_count)++) {
        struct dirent *entry = readdir(listing);
        while (entry && entry->d_name[0] == '.' && entry->d_type == DT_DIR)
            entry = readdir(listing);
        if (!entry)
            return 0;
    }
}

/* Source: shmctl(2), semctl(2), msgctl(2): the *_INFO commands, answered in one step. */
int vs_ipc_use(struct vs_ipc_use *ret_use)
{
    union {
        struct shm_info shm;
        struct shmid_ds shm_buffer;
    } shm;
    struct seminfo sem;
    union {
        struct msginfo msg;
        struct msqid_ds msg_buffer;
    } msg;
    union semun {
        struct seminfo *info;
    } argument = {.info = &sem};
    uint64_t posix = 0;
    if (shmctl(0, SHM_INFO, &shm.shm_buffer) < 0 || semctl(0, 0, SEM_INFO, argument) < 0 ||
        msgctl(0, MSG_INFO, &msg.msg_buffer) < 0)
        return -errno;
    int r = count_posix_queues(&posix);
    if (r < 0)
        return r;
    uint64_t queues = (uint64_t)msg.msg.msgpool;
    *ret_use = (struct vs_ipc_use){
        .shared_memory_bytes = shm.shm.shm_tot * (uint64_t)sysconf(_SC_PAGESIZE),
        .semaphores = (uint64_t)sem.semaem,
        .message_queues = queues > posix ? queues : posix,
    };
    return 0;
}
