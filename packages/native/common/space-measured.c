/* The use of a guest whose files nobody counts, as of the last time somebody looked at them all. */
#include "space.h"
#include "state-file.h"

#define FILE_NAME "use"

int vs_space_write_measured(int guest, const struct vs_space_use *use, uint64_t measured_at)
{
    struct vs_state state;
    vs_state_reset(&state);
    vs_state_add_u64(&state, "bytes", use->bytes);
    vs_state_add_u64(&state, "inodes", use->inodes);
    vs_state_add_u64(&state, "measured_at", measured_at);
    return vs_state_write(guest, FILE_NAME, &state, 0, false);
}

int vs_space_read_measured(int guest, struct vs_space_use *ret_use, uint64_t *ret_measured_at)
{
    struct vs_state state;
    struct vs_space_use use;
    int r = vs_state_read(guest, FILE_NAME, &state);
    r = r < 0 ? r : vs_state_get_u64(&state, "bytes", &use.bytes);
    r = r < 0 ? r : vs_state_get_u64(&state, "inodes", &use.inodes);
    r = r < 0 ? r : vs_state_get_u64(&state, "measured_at", ret_measured_at);
    if (r == 0)
        *ret_use = use;
    return r;
}
