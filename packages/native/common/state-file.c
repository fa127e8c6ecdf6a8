#include "state-file.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "parse.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

void vs_state_reset(struct vs_state *state)
{
    memset(state, 0, sizeof(*state));
}

void vs_state_add(struct vs_state *state, const char *key, const char *value)
{
    size_t room = sizeof(state->text) - state->length;
    char *line = state->text + state->length;
    int n = snprintf(line, room, "%s=%s\n", key, value);
    if (n < 0 || (size_t)n >= room) {
        *line = '\0';
        state->overflow = true;
        return;
    }
    for (int i = 0; i < n - 1; i++)
        if (line[i] == '\n')
            line[i] = ' ';
    state->length += (size_t)n;
}

void vs_state_add_u64(struct vs_state *state, const char *key, uint64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRIu64, value);
    vs_state_add(state, key, text);
}

void vs_state_add_mask(struct vs_state *state, const char *key, uint64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRIx64, value);
    vs_state_add(state, key, text);
}

int vs_state_read(int dir, const char *name, struct vs_state *ret_state)
{
    struct vs_state state = {0};
    int r = vs_file_read(dir, name, state.text, sizeof(state.text));
    if (r < 0)
        return r;
    state.length = strlen(state.text);
    *ret_state = state;
    return 0;
}

int vs_state_get(const struct vs_state *state, const char *key, char *ret_value, size_t size)
{
    size_t key_length = strlen(key);
    for (const char *line = state->text; *line;) {
        size_t length = strcspn(line, "\n");
        if (line[length] != '\n') /* half written: "pid=12" may be the start of "pid=1234" */
            return -ENOENT;
        if (length > key_length && !memcmp(line, key, key_length) && line[key_length] == '=') {
            size_t value_length = length - key_length - 1;
            if (value_length >= size)
                return -ENOSPC;
            memcpy(ret_value, line + key_length + 1, value_length);
            ret_value[value_length] = '\0';
            return 0;
        }
        line += length + 1;
    }
    return -ENOENT;
}

int vs_state_get_u64(const struct vs_state *state, const char *key, uint64_t *ret_value)
{
    char text[24];
    int r = vs_state_get(state, key, text, sizeof(text));
    return r < 0 ? r : vs_parse_number(text, UINT64_MAX, ret_value);
}

int vs_state_get_mask(const struct vs_state *state, const char *key, uint64_t *ret_value)
{
    char text[24];
    int r = vs_state_get(state, key, text, sizeof(text));
    if (r < 0)
        return r;
    size_t digits = strspn(text, "0123456789abcdef");
    if (digits == 0 || digits > 16 || text[digits])
        return -EINVAL;
    *ret_value = strtoull(text, NULL, 16);
    return 0;
}

static int write_all(int fd, const char *text, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = write(fd, text + done, length - done);
        if (n < 0)
            return -errno;
        done += (size_t)n;
    }
    return 0;
}

/*
 * Renaming over a file makes ext4 write the new one to disk at once; exchanging the two does not.
 * Source: ext4(5), auto_da_alloc.
 */
static int replace(int dir, const char *temporary, const char *name, bool durable)
{
    if (!durable && renameat2(dir, temporary, dir, name, RENAME_EXCHANGE) == 0) {
        (void)unlinkat(dir, temporary, 0);
        return 0;
    }
    return renameat(dir, temporary, dir, name) < 0 ? -errno : 0;
}

/* sync: fsync(2), syncfs(2) or NULL, before the rename. */
static int write_with(int dir, const char *name, const struct vs_state *state, gid_t gid,
                      int (*sync)(int fd))
{
    char temporary[64];
    if (state->overflow)
        return -ENOSPC;
    int n = snprintf(temporary, sizeof(temporary), "%s.tmp", name);
    if (n < 0 || (size_t)n >= sizeof(temporary))
        return -ENAMETOOLONG;
    cleanup_fd int fd =
        openat(dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return -errno;
    int r = write_all(fd, state->text, state->length);
    if (r == 0 && (fchown(fd, 0, gid) < 0 || fchmod(fd, 0640) < 0))
        r = -errno;
    if (r == 0 && sync && sync(fd) < 0)
        r = -errno;
    if (r == 0)
        r = replace(dir, temporary, name, sync != NULL);
    if (r < 0)
        (void)unlinkat(dir, temporary, 0);
    return r;
}

int vs_state_write(int dir, const char *name, const struct vs_state *state, gid_t gid, bool durable)
{
    int r = write_with(dir, name, state, gid, durable ? fsync : NULL);
    return r == 0 && durable && fsync(dir) < 0 ? -errno : r;
}

int vs_state_write_after_all(int dir, const char *name, const struct vs_state *state, gid_t gid)
{
    return write_with(dir, name, state, gid, syncfs);
}
