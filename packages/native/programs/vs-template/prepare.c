#include <signal.h>
#include <stdio.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "build.h"
#include "cleanup.h"
#include "idmap.h"
#include "kernel.h"
#include "limit-unlimited.h"
#include "limit.h"
#include "method.h"
#include "parse-template.h"
#include "tree.h"

/* dpkg unpacks in this comfortably; the page cache of what it writes counts too. */
#define MEMORY_BYTES (1024ull << 20)
#define CPU_WEIGHT   20 /* guests, at 100, go first */
#define PROCESSES    512

static int read_request(struct build *build)
{
    const char *field;
    int r = vs_spec_read(&build->request, sizeof(build->request), &build->layout);
    r = r < 0 ? r : vs_parse_template_build(&build->request, &field);
    if (r < 0)
        return r;
    build->method = method_of(build->request.method);
    if (!build->method)
        return -EOPNOTSUPP;
    build->base = vs_idmap_base(build->request.xid);
    (void)snprintf(build->tree, sizeof(build->tree), ".%s.building", build->request.id);
    /* A dot cannot stand in a guest's name, so no guest has this group. */
    int n = snprintf(build->group, sizeof(build->group), "%s/template.%s", build->layout.group,
                     build->request.id);
    return n < (int)sizeof(build->group) ? 0 : -ENAMETOOLONG;
}

static int prepare_source(struct build *build)
{
    return build->method->prepare ? build->method->prepare(build) : 0;
}

static int check_room(struct build *build)
{
    return ceiling_passed(build) ? -ENOSPC : 0;
}

static int lock(struct build *build)
{
    if (vs_template_is_complete(&build->layout, build->request.id))
        return -EEXIST;
    return vs_template_lock(&build->layout, build->request.id, &build->run_fd);
}

static int make_tree(struct build *build)
{
    int r = vs_template_storage(&build->layout, &build->storage_fd);
    r = r < 0 ? r : vs_tree_remove(build->storage_fd, build->tree);
    if (r < 0)
        return r;
    if (mkdirat(build->storage_fd, build->tree, 0700) < 0)
        return -errno;
    cleanup_fd int tree = openat(build->storage_fd, build->tree, O_DIRECTORY | O_CLOEXEC);
    if (tree < 0 || mkdirat(tree, "rootfs", 0755) < 0)
        return -errno;
    build->root_fd = openat(tree, "rootfs", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return build->root_fd < 0 ? -errno : 0;
}

static int make_group(struct build *build)
{
    const struct vs_cgroup_host *host = &build->layout.cgroup;
    struct vs_limit limit = vs_limit_unlimited();
    limit.memory_bytes = MEMORY_BYTES;
    limit.cpu_weight = CPU_WEIGHT;
    limit.processes = PROCESSES;
    limit.swap_bytes = 0;
    const struct vs_limit_target target = {.host = host, .group = build->group, .pidfd = -1};
    int r = vs_cgroup_create(host, build->group);
    return r < 0 ? r : vs_limit_start_groups(&target, &limit, &build->failure);
}

static int open_log(struct build *build)
{
    build->log_fd = openat(build->run_fd, "log",
                           O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (build->log_fd < 0)
        return -errno;
    return fchown(build->log_fd, 0, build->layout.agent_gid) < 0 ? -errno : 0;
}

static int write_first_state(struct build *build)
{
    build->state.state = "building";
    build->state.step = build->method->step;
    build->state.xid = build->request.xid;
    return vs_template_write(&build->layout, build->run_fd, &build->state);
}

static const struct {
    const char *name;
    int (*run)(struct build *build);
} STAGES[] = {
    {"spec", read_request},
    {"archive", prepare_source},
    {"template-lock", lock},
    {"template-tree", make_tree},
    {"template-room", check_room},
    {"cgroup", make_group},
    {"log", open_log},
    {"state", write_first_state},
    {"archive", start_feeder},
    {"context", start_context},
};

int prepare_build(struct build *build)
{
    for (size_t i = 0; i < sizeof(STAGES) / sizeof(STAGES[0]); i++) {
        int r = STAGES[i].run(build);
        if (r < 0)
            return vs_fail(&build->failure, STAGES[i].name, r);
    }
    return 0;
}

/* Until the last one is gone: what is told as ended has ended. */
static void end_context(const struct build *build)
{
    (void)vs_cgroup_kill(&build->layout.cgroup, build->group);
    if (build->feeder > 0) /* ours and not reaped, so the number is its own */
        (void)kill(build->feeder, SIGKILL);
    if (build->context_pidfd >= 0)
        (void)pidfd_send_signal(build->context_pidfd, SIGKILL, NULL, 0);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ;
}

void discard_build(struct build *build)
{
    if (build->run_fd < 0)
        release_guest(build);
    if (build->run_fd < 0) /* not ours: another builder's, or a finished template */
        return;
    end_context(build);
    release_guest(build);
    (void)vs_cgroup_remove(&build->layout.cgroup, build->group);
    if (build->storage_fd >= 0)
        (void)vs_tree_remove(build->storage_fd, build->tree);
}
