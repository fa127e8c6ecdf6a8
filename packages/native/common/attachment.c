#include "attachment.h"
#include "cleanup.h"
#include "process.h"
#include "state-file.h"
#include <stdio.h>
#include <string.h>

#define FILE_NAME "attached"

int vs_attachment_write(int run, const struct vs_attachment *attachment, gid_t gid)
{
    struct vs_state state;
    vs_state_reset(&state);
    vs_state_add_u64(&state, "pid", (uint64_t)attachment->pid);
    vs_state_add_u64(&state, "pid_start", attachment->pid_start);
    vs_state_add(&state, "mark", attachment->mark);
    vs_state_add(&state, "access", attachment->may_write ? "write" : "read");
    return vs_state_write(run, FILE_NAME, &state, gid, false);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && !strcmp(text + length - tail, end);
}

/* Source: proc(5), mountinfo: the fourth field is the root, after " - " are type and source. */
static bool line_has(const char *line, const char *mark)
{
    char root[1024], source[1024];
    const char *rest = strstr(line, " - ");
    if (!rest || sscanf(line, "%*s %*s %*s %1023s", root) != 1 ||
        sscanf(rest, " - %*s %1023s", source) != 1)
        return false;
    return !strcmp(source, mark) || ends_with(root, mark);
}

static int is_mounted(const char *mark)
{
    char *line = NULL;
    size_t size = 0;
    bool is_there = false;
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    if (!mounts)
        return -errno;
    while (!is_there && getline(&line, &size, mounts) > 0)
        is_there = line_has(line, mark);
    free(line);
    (void)fclose(mounts);
    return is_there;
}

static bool is_coming(const struct vs_state *state)
{
    uint64_t pid = 0, start = 0;
    cleanup_fd int pidfd = -1;
    return vs_state_get_u64(state, "pid", &pid) == 0 &&
           vs_state_get_u64(state, "pid_start", &start) == 0 &&
           vs_process_open((pid_t)pid, start, &pidfd) == 0;
}

int vs_attachment_check(int run)
{
    struct vs_state state;
    char mark[256];
    int r = vs_state_read(run, FILE_NAME, &state);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    r = vs_state_get(&state, "mark", mark, sizeof(mark));
    if (r == 0 && is_coming(&state))
        return -ETXTBSY;
    r = r == 0 ? is_mounted(mark) : 0;
    if (r != 0)
        return r < 0 ? r : -ETXTBSY;
    return unlinkat(run, FILE_NAME, 0) < 0 && errno != ENOENT ? -errno : 0;
}
