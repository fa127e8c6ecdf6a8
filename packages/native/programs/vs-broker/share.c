#include "share.h"
#include "bin.h"
#include "bulk.h"
#include "cleanup.h"
#include "guest.h"
#include "kernel.h"
#include "process.h"
#include "state-file.h"
#include <string.h>
#include <sys/file.h>

int admit_share_delete(struct broker *broker, const struct connection *from, const void *request,
                       struct vs_failure *ret_failure)
{
    const struct vs_share_name *name = request;
    cleanup_fd int shares = open_storage(&broker->layout, "shares");
    if (shares < 0 || faccessat(shares, name->share, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    return bulk_admit(broker, from, VS_BULK_DELETE, name->share, ret_failure);
}

static bool lists(const char *list, const char *share)
{
    size_t length = strlen(share);
    for (const char *at = list; *at;) {
        size_t word = strcspn(at, ",");
        if (word == length && !memcmp(at, share, length))
            return true;
        at += word + (at[word] == ',');
    }
    return false;
}

static bool lives(const struct vs_state *state, const char *pid_key, const char *start_key)
{
    uint64_t pid, start;
    cleanup_fd int pidfd = -1;
    return vs_state_get_u64(state, pid_key, &pid) == 0 &&
           vs_state_get_u64(state, start_key, &start) == 0 &&
           vs_process_open((pid_t)pid, start, &pidfd) == 0;
}

/* While it starts it has a supervisor and no pid 1; with its supervisor killed, the other way
 * round. */
static bool guest_uses(const struct vs_layout_record *layout, const char *guest, const char *share)
{
    struct vs_state state;
    char phase[16], list[VS_MOUNTS_MAX * VS_SHARE_SIZE];
    cleanup_fd int run = open_run_directory(layout, guest);
    if (run < 0 || vs_state_read(run, "state", &state) < 0)
        return false;
    if (vs_state_get(&state, "shares", list, sizeof(list)) < 0 || !lists(list, share))
        return false;
    if (vs_state_get(&state, "state", phase, sizeof(phase)) < 0 || !strcmp(phase, "exited"))
        return false;
    return lives(&state, "pid", "pid_start") || lives(&state, "supervisor_pid", "supervisor_start");
}

static int refuse_used(const struct vs_layout_record *layout, const char *share)
{
    int fd = open_run_directory(layout, ".");
    cleanup_dir DIR *guests = fd < 0 ? NULL : fdopendir(fd);
    if (!guests)
        return fd < 0 ? fd : -errno;
    for (struct dirent *entry; (entry = readdir(guests));)
        if (entry->d_name[0] != '.' && guest_uses(layout, entry->d_name, share))
            return -EBUSY;
    return 0;
}

int share_delete(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_share_name *name = request;
    struct vs_failure *failure = &ret_answer->failure;
    cleanup_lock int shares = open_storage(&broker->layout, "shares");
    if (shares == -ENOENT)
        return 0;
    if (shares < 0 || flock(shares, LOCK_EX) < 0)
        return vs_fail(failure, "storage", shares < 0 ? shares : -errno);
    int r = refuse_used(&broker->layout, name->share);
    if (r < 0)
        return vs_fail(failure, "in-use", r);
    /* '=' keeps an area apart from a guest of the same name. */
    return vs_fail(failure, "bin", move_to_bin(&broker->layout, "shares", name->share, "="));
}
