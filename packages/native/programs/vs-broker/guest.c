#include "guest.h"
#include "bulk.h"
#include "ccaps.h"
#include "cleanup.h"
#include "guest-lock.h"
#include "guest-state.h"
#include "kernel.h"
#include "stop.h"

static int open_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

int open_run_directory(const struct vs_layout_record *layout, const char *name)
{
    char path[320];
    int r = vs_layout_run(layout, "guests", name, "", path, sizeof(path));
    return r < 0 ? r : open_directory(path);
}

int open_storage(const struct vs_layout_record *layout, const char *kind)
{
    char path[320];
    int r = vs_layout_storage(layout, kind, "", path, sizeof(path));
    return r < 0 ? r : open_directory(path);
}

int hold_guest(const struct vs_layout_record *layout, const char *name, int *ret_run)
{
    cleanup_fd int runs = open_run_directory(layout, ".");
    int r = runs < 0 ? runs : vs_guest_hold(runs, name, layout->agent_gid, ret_run);
    return r < 0 ? r : 0;
}

/* The guest's process, or ESRCH when it is not running. */
static int find(const struct broker *broker, const char *name, struct vs_guest_state *ret_state,
                int *ret_pidfd)
{
    cleanup_fd int run = open_run_directory(&broker->layout, name);
    if (run < 0)
        return run == -ENOENT ? -ESRCH : run;
    return vs_guest_open(run, ret_state, ret_pidfd);
}

uint32_t count_running(const struct vs_layout_record *layout)
{
    uint32_t count = 0;
    int fd = open_run_directory(layout, ".");
    cleanup_dir DIR *guests = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *entry; guests && (entry = readdir(guests));) {
        struct vs_guest_state state;
        cleanup_fd int pidfd = -1;
        cleanup_fd int run =
            entry->d_name[0] == '.' ? -1 : open_run_directory(layout, entry->d_name);
        if (run >= 0 && vs_guest_open(run, &state, &pidfd) == 0)
            count++;
    }
    return count;
}

int admit_start(struct broker *broker, const struct connection *from, const void *request,
                struct vs_failure *ret_failure)
{
    (void)from;
    const struct vs_guest_start *start = request;
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    (void)vs_fail(ret_failure, "kernel", broker->missing ? -EOPNOTSUPP : 0);
    uint64_t beyond = start->ccaps & ~broker->ccaps;
    (void)vs_fail(ret_failure, ccap_stage(beyond), beyond ? -EOPNOTSUPP : 0);
    if (guests < 0 || faccessat(guests, start->name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        (void)vs_fail(ret_failure, "storage", guests < 0 ? guests : -errno);
    /* The next guests are likely to be like this one. */
    bool is_routed =
        start->network.mode == VS_NETWORK_PRIVATE && start->network.link == VS_LINK_ROUTED;
    bool has_ahead = is_routed || start->network.mode == VS_NETWORK_SHARED;
    broker->layout.network_ahead = has_ahead ? start->network.mode : VS_NETWORK_NONE;
    return ret_failure->error;
}

int guest_open(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    struct vs_guest_state state;
    int r = find(broker, guest->name, &state, &ret_answer->fd);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "running", r);
    struct vs_guest_reply *reply = (void *)ret_answer->bytes;
    *reply = state.process;
    return 0;
}

/* Of a stop and of a kill: both begin with the guest's name. */
int admit_stop(struct broker *broker, const struct connection *from, const void *request,
               struct vs_failure *ret_failure)
{
    const struct vs_guest_name *guest = request;
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    if (find(broker, guest->name, &state, &pidfd) < 0) /* run() will say why */
        return 0;
    if (bulk_has_ended(broker, &state.process))
        return 0;
    int r = bulk_admit(broker, from, VS_BULK_STOP, guest->name, ret_failure);
    if (r == 0)
        bulk_note_end(broker, &state.process);
    return r;
}

int admit_freeze(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure)
{
    const struct vs_guest_freeze *freeze = request;
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    char group[VS_PATH_SIZE];
    int r = vs_layout_group(&broker->layout, freeze->name, group, sizeof(group));
    if (r < 0 || !freeze->frozen || vs_cgroup_is_frozen(&broker->layout.cgroup, group) == 1 ||
        find(broker, freeze->name, &state, &pidfd) < 0) /* run() will say why */
        return 0;
    return bulk_admit(broker, from, VS_BULK_STOP, freeze->name, ret_failure);
}

int guest_freeze(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_freeze *freeze = request;
    const struct vs_cgroup_host *host = &broker->layout.cgroup;
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    char group[VS_PATH_SIZE];
    int r = find(broker, freeze->name, &state, &pidfd);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "running", r);
    r = vs_layout_group(&broker->layout, freeze->name, group, sizeof(group));
    if (r == 0)
        r = freeze->frozen ? vs_cgroup_freeze(host, group) : vs_cgroup_thaw(host, group);
    return vs_fail(&ret_answer->failure, "freeze", r);
}

int guest_stop(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_stop *stop = request;
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    char group[VS_PATH_SIZE];
    int r = find(broker, stop->name, &state, &pidfd);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "running", r);
    /* What stands still cannot halt. */
    if (vs_layout_group(&broker->layout, stop->name, group, sizeof(group)) == 0)
        (void)vs_cgroup_thaw(&broker->layout.cgroup, group);
    r = ask_to_stop(&state, pidfd, stop->kind);
    return vs_fail(&ret_answer->failure, "signal", r);
}

int guest_kill(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    char group[VS_PATH_SIZE];
    int r = find(broker, guest->name, &state, &pidfd);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "running", r);
    r = vs_layout_group(&broker->layout, guest->name, group, sizeof(group));
    r = r < 0 ? r : vs_cgroup_kill(&broker->layout.cgroup, group);
    return vs_fail(&ret_answer->failure, "kill", r);
}
