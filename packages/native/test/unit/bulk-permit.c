#include "bulk-permit.h"
#include "check.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE 60000ull

static const struct vs_bulk_ask ASK = {.kind = VS_BULK_DELETE, .count = 2, .minutes = 15};

static void test_what_is_asked_is_checked(void)
{
    struct vs_bulk_ask ask = ASK;
    CHECK(vs_bulk_check_ask(&ask) == 0);
    ask.kind = 3;
    CHECK(vs_bulk_check_ask(&ask) == -EINVAL);
    ask = ASK;
    ask.count = 0;
    CHECK(vs_bulk_check_ask(&ask) == -EINVAL);
    ask.count = VS_BULK_COUNT_MAX + 1;
    CHECK(vs_bulk_check_ask(&ask) == -EINVAL);
    ask = ASK;
    ask.minutes = VS_BULK_MINUTES_MAX + 1;
    CHECK(vs_bulk_check_ask(&ask) == -EINVAL);
    ask = ASK;
    ask.reserved = 1;
    CHECK(vs_bulk_check_ask(&ask) == -EINVAL);
}

static void test_a_permit_counts_only_when_confirmed_and_after_its_delay(void)
{
    struct vs_bulk_permit permit = vs_bulk_make(&ASK, 123456, 1000);
    vs_bulk_update(&permit, 1000 + VS_BULK_ASK_MINUTES * MINUTE - 1);
    CHECK(!vs_bulk_take(&permit, VS_BULK_DELETE));
    CHECK(vs_bulk_confirm(&permit, MINUTE, 2000) == 0);
    CHECK(vs_bulk_confirm(&permit, 0, 2000) == -EALREADY);
    vs_bulk_update(&permit, 2000 + MINUTE - 1);
    CHECK(permit.state == VS_BULK_CONFIRMED && !vs_bulk_take(&permit, VS_BULK_DELETE));
    vs_bulk_update(&permit, 2000 + MINUTE);
    CHECK(permit.state == VS_BULK_VALID && !vs_bulk_take(&permit, VS_BULK_STOP));
    CHECK(vs_bulk_take(&permit, VS_BULK_DELETE) && permit.left == 1);
    CHECK(vs_bulk_take(&permit, VS_BULK_DELETE) && permit.left == 0);
    CHECK(!vs_bulk_take(&permit, VS_BULK_DELETE));
}

static void test_a_permit_expires(void)
{
    struct vs_bulk_permit permit = vs_bulk_make(&ASK, 123456, 1000);
    vs_bulk_update(&permit, 1000 + VS_BULK_ASK_MINUTES * MINUTE);
    CHECK(permit.id == 0);
    permit = vs_bulk_make(&ASK, 123456, 1000);
    CHECK(vs_bulk_confirm(&permit, MINUTE, 2000) == 0);
    vs_bulk_update(&permit, 2000 + MINUTE + 15 * MINUTE - 1);
    CHECK(permit.state == VS_BULK_VALID);
    vs_bulk_update(&permit, 2000 + MINUTE + 15 * MINUTE);
    CHECK(permit.id == 0 && !vs_bulk_take(&permit, VS_BULK_DELETE));
}

static void replace(struct vs_state *state, const char *line, const char *with)
{
    char *at = strstr(state->text, line);
    CHECK(at && strlen(line) == strlen(with));
    memcpy(at, with, strlen(with));
}

static void test_what_was_written_is_read_and_nothing_else_is(void)
{
    struct vs_state state, broken;
    struct vs_bulk_permit read = {0}, permit = vs_bulk_make(&ASK, 123456, 1000);
    CHECK(vs_bulk_confirm(&permit, MINUTE, UINT32_MAX + 5ull) == 0);
    vs_bulk_format(&permit, &state);
    CHECK(vs_bulk_parse(&state, &read) == 0 && !memcmp(&read, &permit, sizeof(permit)));
    broken = state;
    replace(&broken, "id=123456", "id=023456");
    CHECK(vs_bulk_parse(&broken, &read) == -EINVAL);
    broken = state;
    replace(&broken, "left=2", "left=3"); /* more than was granted */
    CHECK(vs_bulk_parse(&broken, &read) == -EINVAL);
    for (size_t length = 0; length < state.length; length++) { /* half written */
        broken = state;
        memset(broken.text + length, 0, sizeof(broken.text) - length);
        broken.length = length;
        CHECK(vs_bulk_parse(&broken, &read) == -EINVAL);
    }
}

int main(void)
{
    test_what_is_asked_is_checked();
    test_a_permit_counts_only_when_confirmed_and_after_its_delay();
    test_a_permit_expires();
    test_what_was_written_is_read_and_nothing_else_is();
    return 0;
}
