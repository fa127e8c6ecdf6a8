#include "limits.h"
#include "cleanup.h"
#include "guest-state.h"
#include "guest.h"
#include "idmap.h"
#include "kernel.h"
#include "limit.h"
#include "oom-floor.h"
#include <sys/file.h>

struct running {
    char group[VS_PATH_SIZE];
    int pidfd, group_fd, files_fd;
    uint64_t ccaps;
    struct vs_guest_root root;
    struct vs_space_guest space;
    struct vs_limit_target target;
};

#define NOT_FOUND                                                                                  \
    {                                                                                              \
        .pidfd = -1, .group_fd = -1, .files_fd = -1                                                \
    }

static void release(struct running *running)
{
    vs_close_fd(&running->pidfd);
    vs_unlock_fd(&running->group_fd);
    vs_close_fd(&running->files_fd);
}

static int find_files(const struct vs_layout_record *layout, const char *name,
                      const struct vs_guest_state *state, struct running *running)
{
    cleanup_fd int guests = open_storage(layout, "guests");
    running->files_fd =
        guests < 0 ? guests : openat(guests, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (running->files_fd < 0)
        return guests < 0 ? guests : -errno;
    running->space = (struct vs_space_guest){
        .dir = running->files_fd, .root = &running->root, .pid = state->process.pid};
    return vs_guest_root_read(running->files_fd, &running->root);
}

/* The guest, locked against another change of its limits; ESRCH when it is not running. */
static int find(const struct broker *broker, const char *name, struct running *ret_running)
{
    struct vs_guest_state state;
    const struct vs_layout_record *layout = &broker->layout;
    cleanup_fd int run = open_run_directory(layout, name);
    if (run < 0)
        return run == -ENOENT ? -ESRCH : run;
    int r = vs_guest_open(run, &state, &ret_running->pidfd);
    r = r < 0 ? r : vs_layout_group(layout, name, ret_running->group, sizeof(ret_running->group));
    if (r < 0)
        return r;
    cleanup_fd int group = -1;
    r = vs_cgroup_open(&layout->cgroup, ret_running->group, "", &group);
    if (r == 0)
        ret_running->group_fd = openat(group, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r < 0 || ret_running->group_fd < 0 || flock(ret_running->group_fd, LOCK_EX) < 0)
        return -ESRCH;
    r = find_files(layout, name, &state, ret_running);
    if (r < 0)
        return r;
    ret_running->ccaps = state.ccaps;
    ret_running->target = (struct vs_limit_target){
        .host = &layout->cgroup,
        .group = ret_running->group,
        .storage = layout->data,
        .space = &ret_running->space,
        .layout = layout,
        .name = name,
        .base = vs_idmap_base(state.xid),
        .pid = state.process.pid,
        .pidfd = ret_running->pidfd,
    };
    return 0;
}

/* A guest that ended meanwhile is said to be not running. */
static int not_running(int r)
{
    return r == -ENOENT || r == -ENODEV ? -ESRCH : r;
}

int limit_get(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    struct running running __attribute__((cleanup(release))) = NOT_FOUND;
    int r = find(broker, guest->name, &running);
    r = r < 0 ? r : vs_limit_get(&running.target, (struct vs_limit *)(void *)ret_answer->bytes);
    return vs_fail(&ret_answer->failure, "running", not_running(r));
}

static int lift_floor(pid_t thread, void *argument)
{
    (void)argument;
    return vs_oom_floor_lift(thread);
}

/* Each has the new bias as its floor, unless the guest may go below it. */
static int lift_floors(const struct running *running, const struct vs_limit *limit)
{
    if (!(running->ccaps & VS_CCAP_OOM_ADJUST) || limit->oom_bias == VS_KEEP)
        return 0;
    return vs_cgroup_each_thread(running->target.host, running->group, lift_floor, NULL);
}

int limit_set(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_limit_request *set = request;
    struct running running __attribute__((cleanup(release))) = NOT_FOUND;
    int r = find(broker, set->name, &running);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "running", r);
    r = vs_limit_set(&running.target, &set->limit, &ret_answer->failure);
    r = r < 0 ? r : lift_floors(&running, &set->limit);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "limit", r);
    r = vs_limit_get(&running.target, (struct vs_limit *)(void *)ret_answer->bytes);
    return vs_fail(&ret_answer->failure, "running", not_running(r));
}

int limit_use(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    struct running running __attribute__((cleanup(release))) = NOT_FOUND;
    int r = find(broker, guest->name, &running);
    r = r < 0
            ? r
            : vs_limit_use(&running.target, (struct vs_limit_use_reply *)(void *)ret_answer->bytes);
    return vs_fail(&ret_answer->failure, "running", not_running(r));
}
