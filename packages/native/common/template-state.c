#include "template-state.h"

#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "process.h"
#include "state-file.h"

int vs_template_storage(const struct vs_layout_record *layout, int *ret_dir)
{
    char path[256];
    int r = vs_layout_storage(layout, "templates", "", path, sizeof(path));
    r = r < 0 ? r : vs_make_directories(path, 0700);
    if (r < 0)
        return r;
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -errno;
    *ret_dir = dir;
    return 0;
}

int vs_template_lock(const struct vs_layout_record *layout, const char *id, int *ret_dir)
{
    char parent[256], path[256];
    int r = vs_layout_run(layout, "templates", "", "", parent, sizeof(parent));
    r = r < 0 ? r : vs_layout_run(layout, "templates", id, "", path, sizeof(path));
    r = r < 0 ? r : vs_make_directories(parent, 0755);
    if (r < 0)
        return r;
    if (mkdir(path, 0750) < 0 && errno != EEXIST)
        return -errno;
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0 || fchown(dir, 0, layout->agent_gid) < 0 || fchmod(dir, 0750) < 0)
        return -errno;
    if (flock(dir, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    *ret_dir = vs_steal_fd(&dir);
    return 0;
}

int vs_template_write(const struct vs_layout_record *layout, int dir,
                      const struct vs_template_state *template)
{
    struct vs_state state;
    uint64_t start = 0;
    int r = vs_process_start(getpid(), &start);
    if (r < 0)
        return r;
    vs_state_reset(&state);
    vs_state_add(&state, "state", template->state);
    vs_state_add_u64(&state, "pid", (uint64_t)getpid());
    vs_state_add_u64(&state, "pid_start", start);
    vs_state_add_u64(&state, "percent", template->percent);
    vs_state_add(&state, "step", template->step);
    if (template->xid)
        vs_state_add_u64(&state, "xid", template->xid);
    if (template->started_at)
        vs_state_add_u64(&state, "started_at", template->started_at);
    if (template->finished_at)
        vs_state_add_u64(&state, "finished_at", template->finished_at);
    if (template->info)
        vs_template_info_tell(template->info, &state);
    if (template->message)
        vs_state_add(&state, "message", template->message);
    return vs_state_write(dir, "state", &state, layout->agent_gid, false);
}

bool vs_template_is_complete(const struct vs_layout_record *layout, const char *id)
{
    char path[256], ready[300];
    if (vs_layout_storage(layout, "templates", id, path, sizeof(path)) < 0)
        return false;
    (void)snprintf(ready, sizeof(ready), "%s/ready", path);
    return access(ready, F_OK) == 0;
}
