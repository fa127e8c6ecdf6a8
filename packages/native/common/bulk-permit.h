/* A bulk permit's rules and its file, without a clock or a directory of their own. */
#pragma once
#include "protocol.h"
#include "state-file.h"

#define VS_BULK_ASK_MINUTES 60 /* how long an unconfirmed permit is kept */

/* 0 or -EINVAL, as for every request. */
int vs_bulk_check_ask(const struct vs_bulk_ask *ask);

struct vs_bulk_permit vs_bulk_make(const struct vs_bulk_ask *ask, uint32_t id, uint64_t now_ms);
/* Root has agreed. -EALREADY when it was confirmed before. */
int vs_bulk_confirm(struct vs_bulk_permit *permit, uint64_t delay_ms, uint64_t now_ms);
/* Moves confirmed to valid, and empties an expired permit; for each look at it. */
void vs_bulk_update(struct vs_bulk_permit *permit, uint64_t now_ms);
/* Takes one guest of it; an empty permit is one that was used up. False: it does not allow it. */
bool vs_bulk_take(struct vs_bulk_permit *permit, uint32_t kind);

void vs_bulk_format(const struct vs_bulk_permit *permit, struct vs_state *ret_state);
/* 0 or -EINVAL: a file that says anything but a whole permit is none. */
int vs_bulk_parse(const struct vs_state *state, struct vs_bulk_permit *ret_permit);

const char *vs_bulk_kind_word(uint32_t kind);
