#include "guest-state.h"
#include "process.h"
#include "state-file.h"
#include <errno.h>
#include <string.h>

static const char *const STYLES[] = {
    [VS_INIT_SYSTEMD] = "systemd", [VS_INIT_SYSV] = "sysv",     [VS_INIT_PLAIN] = "plain",
    [VS_INIT_SINGLE] = "single",   [VS_INIT_OPENRC] = "openrc",
};

const char *vs_init_style_word(uint32_t style)
{
    return style >= VS_INIT_SYSTEMD && style <= VS_INIT_OPENRC ? STYLES[style] : "";
}

static uint64_t number(const struct vs_state *file, const char *key)
{
    uint64_t value = 0;
    (void)vs_state_get_u64(file, key, &value);
    return value;
}

static uint32_t style_of(const struct vs_state *file)
{
    char word[16] = "";
    (void)vs_state_get(file, "init_style", word, sizeof(word));
    for (uint32_t style = VS_INIT_SYSTEMD; style <= VS_INIT_OPENRC; style++)
        if (!strcmp(word, STYLES[style]))
            return style;
    return 0;
}

struct vs_guest_state vs_guest_state_parse(const struct vs_state *file)
{
    char phase[16] = "";
    uint64_t ccaps = 0;
    (void)vs_state_get(file, "state", phase, sizeof(phase));
    (void)vs_state_get_mask(file, "ccaps", &ccaps);
    return (struct vs_guest_state){
        .ccaps = ccaps,
        .process = {.pid = (int32_t)number(file, "pid"),
                    .pid_start = number(file, "pid_start"),
                    .supervisor_pid = (int32_t)number(file, "supervisor_pid"),
                    .supervisor_start = number(file, "supervisor_start"),
                    .started_at = number(file, "started_at")},
        .xid = (uint32_t)number(file, "xid"),
        .init_style = style_of(file),
        .running = !strcmp(phase, "running"),
    };
}

int vs_guest_state_read(int dir, struct vs_guest_state *ret_state)
{
    struct vs_state file;
    int r = vs_state_read(dir, "state", &file);
    if (r == 0)
        *ret_state = vs_guest_state_parse(&file);
    return r;
}

int vs_guest_open(int dir, struct vs_guest_state *ret_state, int *ret_pidfd)
{
    struct vs_guest_state state;
    int r = vs_guest_state_read(dir, &state);
    if (r < 0)
        return r == -ENOENT ? -ESRCH : r;
    r = vs_process_open(state.process.pid, state.process.pid_start, ret_pidfd);
    if (r == 0)
        *ret_state = state;
    return r;
}
