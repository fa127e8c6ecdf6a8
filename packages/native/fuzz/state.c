/* State files of guests and bulk permits, and the kernel's /proc/PID/stat. */
#include "bulk-permit.h"
#include "fuzz.h"
#include "guest-state.h"
#include "process.h"
#include <string.h>

static void look_at_permit(const struct vs_state *state)
{
    struct vs_bulk_permit permit, again;
    struct vs_state written;
    if (vs_bulk_parse(state, &permit) < 0)
        return;
    HOLDS(permit.left <= permit.count && vs_bulk_kind_word(permit.kind)[0]);
    vs_bulk_format(&permit, &written);
    HOLDS(!written.overflow && vs_bulk_parse(&written, &again) == 0);
    HOLDS(!memcmp(&permit, &again, sizeof(permit)));
    vs_bulk_update(&permit, UINT64_MAX);
    HOLDS(permit.id == 0 && !vs_bulk_take(&permit, VS_BULK_DELETE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_state state = {0};
    char word[16], key[16] = "";
    uint64_t start;
    if (size >= sizeof(state.text))
        return 0;
    memcpy(state.text, data, size);
    state.length = strlen(state.text);
    struct vs_guest_state guest = vs_guest_state_parse(&state);
    HOLDS(guest.init_style == 0 || vs_init_style_word(guest.init_style)[0]);
    memcpy(key, data, size < sizeof(key) ? size : sizeof(key) - 1);
    HOLDS(vs_state_get(&state, key, word, sizeof(word)) < 0 || strlen(word) < sizeof(word));
    look_at_permit(&state);
    /* An exact copy: a reader that runs past its end is seen. */
    char *text = strdup(state.text);
    (void)vs_process_parse_start(text, &start);
    free(text);
    return 0;
}
