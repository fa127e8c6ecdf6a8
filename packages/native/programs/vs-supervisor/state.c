#include "state.h"
#include "guest-state.h"
#include "state-file.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Who deletes an area looks for its name here. */
static void add_shares(struct vs_state *state, const struct guest *guest)
{
    char list[VS_MOUNTS_MAX * VS_SHARE_SIZE] = "";
    size_t length = 0;
    for (int i = 0; i < VS_MOUNTS_MAX; i++) {
        const char *share = guest->request.mounts[i].share;
        if (share[0])
            length += (size_t)snprintf(list + length, sizeof(list) - length, "%s%s",
                                       length ? "," : "", share);
    }
    if (length)
        vs_state_add(state, "shares", list);
}

static void add_common(struct vs_state *state, const struct guest *guest, const char *phase)
{
    vs_state_reset(state);
    vs_state_add(state, "state", phase);
    vs_state_add_u64(state, "xid", guest->request.xid);
    vs_state_add(state, "template", guest->request.template_id);
    vs_state_add(state, "init_style", vs_init_style_word(guest->request.init_style));
    vs_state_add_mask(state, "bcaps", guest->request.bcaps);
    vs_state_add_mask(state, "ccaps", guest->request.ccaps);
    if (guest->quota_device)
        vs_state_add_u64(state, "quota_device", guest->quota_device);
    if (guest->view[0])
        vs_state_add_u64(state, "virtual", 1);
    if (guest->statfs.group[0])
        vs_state_add_u64(state, "statfs", 1);
    vs_state_add_u64(state, "supervisor_pid", (uint64_t)getpid());
    vs_state_add_u64(state, "supervisor_start", guest->supervisor_start);
    vs_state_add_u64(state, "started_at", guest->started_at);
    add_shares(state, guest);
    if (guest->pid_start) {
        vs_state_add_u64(state, "pid", (uint64_t)guest->pid);
        vs_state_add_u64(state, "pid_start", guest->pid_start);
    }
}

static int write_state(const struct guest *guest, const struct vs_state *state)
{
    return vs_state_write(guest->run_fd, "state", state, guest->layout.agent_gid, false);
}

int state_write_starting(const struct guest *guest)
{
    struct vs_state state;
    add_common(&state, guest, "starting");
    return write_state(guest, &state);
}

int state_write_running(const struct guest *guest)
{
    struct vs_state state;
    add_common(&state, guest, "running");
    return write_state(guest, &state);
}

int state_write_exited(const struct guest *guest, const char *reason, int status)
{
    struct vs_state state;
    add_common(&state, guest, "exited");
    vs_state_add(&state, "exit", reason);
    vs_state_add_u64(&state, "exit_status", (uint64_t)(uint32_t)status);
    vs_state_add_u64(&state, "exited_at", now_ms());
    if (!strcmp(reason, "failed")) {
        vs_state_add(&state, "stage", guest->failure.error ? guest->failure.stage : "init");
        vs_state_add_u64(&state, "errno", (uint64_t)-guest->failure.error);
    }
    return write_state(guest, &state);
}
