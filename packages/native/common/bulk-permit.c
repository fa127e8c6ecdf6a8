#include "bulk-permit.h"
#include <errno.h>
#include <string.h>

#define MINUTE_MS 60000ull

static const char *const KINDS[] = {[VS_BULK_STOP] = "stop", [VS_BULK_DELETE] = "delete"};

const char *vs_bulk_kind_word(uint32_t kind)
{
    return kind >= VS_BULK_STOP && kind <= VS_BULK_DELETE ? KINDS[kind] : "";
}

int vs_bulk_check_ask(const struct vs_bulk_ask *ask)
{
    bool ok = ask->kind >= VS_BULK_STOP && ask->kind <= VS_BULK_DELETE && ask->count >= 1 &&
              ask->count <= VS_BULK_COUNT_MAX && ask->minutes >= 1 &&
              ask->minutes <= VS_BULK_MINUTES_MAX && ask->reserved == 0;
    return ok ? 0 : -EINVAL;
}

struct vs_bulk_permit vs_bulk_make(const struct vs_bulk_ask *ask, uint32_t id, uint64_t now_ms)
{
    return (struct vs_bulk_permit){
        .id = id,
        .kind = ask->kind,
        .state = VS_BULK_ASKED,
        .count = ask->count,
        .left = ask->count,
        .minutes = ask->minutes,
        .asked_at = now_ms,
        .expires_at = now_ms + VS_BULK_ASK_MINUTES * MINUTE_MS,
    };
}

int vs_bulk_confirm(struct vs_bulk_permit *permit, uint64_t delay_ms, uint64_t now_ms)
{
    if (permit->state != VS_BULK_ASKED)
        return -EALREADY;
    permit->state = VS_BULK_CONFIRMED;
    permit->confirmed_at = now_ms;
    permit->valid_from = now_ms + delay_ms;
    permit->expires_at = permit->valid_from + permit->minutes * MINUTE_MS;
    return 0;
}

void vs_bulk_update(struct vs_bulk_permit *permit, uint64_t now_ms)
{
    if (permit->id && now_ms >= permit->expires_at)
        *permit = (struct vs_bulk_permit){0};
    if (permit->state == VS_BULK_CONFIRMED && now_ms >= permit->valid_from)
        permit->state = VS_BULK_VALID;
}

bool vs_bulk_take(struct vs_bulk_permit *permit, uint32_t kind)
{
    if (permit->state != VS_BULK_VALID || permit->kind != kind || permit->left == 0)
        return false;
    permit->left--;
    return true;
}

static const struct field {
    const char *key;
    size_t offset, size;
    uint64_t min, max;
} FIELDS[] = {
#define FIELD(name, min, max)                                                                      \
    {                                                                                              \
#name, offsetof(struct vs_bulk_permit, name),                                              \
            sizeof(((struct vs_bulk_permit *)NULL)->name), (min), (max)                            \
    }
    FIELD(id, VS_BULK_ID_MIN, VS_BULK_ID_MAX),
    FIELD(kind, VS_BULK_STOP, VS_BULK_DELETE),
    FIELD(state, VS_BULK_ASKED, VS_BULK_VALID),
    FIELD(count, 1, VS_BULK_COUNT_MAX),
    FIELD(left, 1, VS_BULK_COUNT_MAX),
    FIELD(minutes, 1, VS_BULK_MINUTES_MAX),
    FIELD(asked_at, 0, UINT64_MAX),
    FIELD(confirmed_at, 0, UINT64_MAX),
    FIELD(valid_from, 0, UINT64_MAX),
    FIELD(expires_at, 1, UINT64_MAX),
};
#define COUNT (sizeof(FIELDS) / sizeof(FIELDS[0]))

/* Little endian: the low half of a number lies where a smaller one would. */
static uint64_t get(const struct vs_bulk_permit *permit, const struct field *field)
{
    uint64_t value = 0;
    memcpy(&value, (const char *)permit + field->offset, field->size);
    return value;
}

void vs_bulk_format(const struct vs_bulk_permit *permit, struct vs_state *ret_state)
{
    vs_state_reset(ret_state);
    for (size_t i = 0; i < COUNT; i++)
        vs_state_add_u64(ret_state, FIELDS[i].key, get(permit, &FIELDS[i]));
}

int vs_bulk_parse(const struct vs_state *state, struct vs_bulk_permit *ret_permit)
{
    struct vs_bulk_permit permit = {0};
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t value;
        if (vs_state_get_u64(state, FIELDS[i].key, &value) < 0 || value < FIELDS[i].min ||
            value > FIELDS[i].max)
            return -EINVAL;
        memcpy((char *)&permit + FIELDS[i].offset, &value, FIELDS[i].size);
    }
    if (permit.left > permit.count)
        return -EINVAL;
    *ret_permit = permit;
    return 0;
}
