/*
 * Bulk permits on the wire: how more guests than the brake lets through may be stopped or deleted.
 * Part of protocol.h.
 *
 * The agent asks for a permit; root confirms it on the host with vs-confirm; after a delay it is
 * valid until it is used up or expires. The agent cannot confirm.
 */
#pragma once
#include <stdint.h>

#define VS_BULK_MAX         8      /* permits at once */
#define VS_BULK_COUNT_MAX   100000 /* guests of one permit */
#define VS_BULK_MINUTES_MAX 1440
#define VS_BULK_ID_MIN      100000 /* ids have six digits, are random and easy to compare */
#define VS_BULK_ID_MAX      999999

enum vs_bulk_kind { VS_BULK_STOP = 1, VS_BULK_DELETE = 2 }; /* stop: halt, reboot and kill */

enum vs_bulk_state {
    VS_BULK_ASKED = 1,     /* waits for root */
    VS_BULK_CONFIRMED = 2, /* waits for the end of its delay, in which it can be withdrawn */
    VS_BULK_VALID = 3,
};

struct vs_bulk_ask {
    uint32_t kind;     /* enum vs_bulk_kind */
    uint32_t count;    /* guests, 1..VS_BULK_COUNT_MAX */
    uint32_t minutes;  /* how long it is valid, 1..VS_BULK_MINUTES_MAX */
    uint32_t reserved; /* 0 */
};

/* Times are ms since the epoch; 0: not yet. */
struct vs_bulk_permit {
    uint32_t id; /* 0: this entry of a list is not used */
    uint32_t kind;
    uint32_t state; /* enum vs_bulk_state */
    uint32_t count;
    uint32_t left; /* of count */
    uint32_t minutes;
    uint64_t asked_at;
    uint64_t confirmed_at;
    uint64_t valid_from;
    uint64_t expires_at; /* then it is gone, whatever its state */
};

struct vs_bulk_list {
    struct vs_bulk_permit permits[VS_BULK_MAX];
};

struct vs_bulk_id {
    uint32_t id;
    uint32_t flags; /* VS_BULK_AT_ONCE with a confirmation, else 0 */
};

#define VS_BULK_AT_ONCE 0x01u /* without the delay */

_Static_assert(sizeof(struct vs_bulk_ask) == 16, "no padding");
_Static_assert(sizeof(struct vs_bulk_permit) == 56, "no padding");
_Static_assert(sizeof(struct vs_bulk_id) == 8, "no padding");
