#include "../../programs/vs-proc/cpu.c"
#include "../../programs/vs-proc/group-file.c"
#include "../../programs/vs-proc/guest.c"
#include "../../programs/vs-proc/keys.c"
#include "check.h"

static void check_list(const char *list, uint32_t count, uint32_t first)
{
    uint32_t found;
    CHECK(cpu_list_count(list, &found) == count && found == first);
}

static void check_clock(void)
{
    struct cpu_clock clock = {0};
    struct cpu_use use = {.user_us = 400000, .system_us = 100000, .throttled_us = 1500000};
    advance(&clock, 2000000, 1, &use); /* 2 s of one processor: 0.5 used, 1.5 wanted */
    CHECK(clock.steal_us == 1500000 && clock.idle_us == 0);
    advance(&clock, 12000000, 1, &use); /* 10 s in which it wanted nothing */
    CHECK(clock.steal_us == 1500000 && clock.idle_us == 10000000);
    struct cpu_use more = {.user_us = 400000, .system_us = 9100000, .throttled_us = 99000000};
    advance(&clock, 13000000, 1, &more); /* more than there was: nothing goes back */
    CHECK(clock.steal_us == 1500000 && clock.idle_us == 10000000);
    advance(&clock, 1000000, 1, &use);
    CHECK(clock.uptime_us == 13000000 && clock.idle_us == 10000000);
    advance(&clock, 14000000, 4, &more);
    CHECK(clock.idle_us == 14000000);
}

static void check_keys(void)
{
    static const struct key KEYS[] = {{"user_usec", 0}, {"throttled_usec", 8}};
    uint64_t values[2] = {7, 7};
    keys_take("usage_usec 3\nuser_usec 1\nuser_usec2 9\n", KEYS, 2, values);
    CHECK(values[0] == 1 && values[1] == 7);
    keys_take("user_usec:      12 kB\nthrottled_usec 5", KEYS, 2, values);
    CHECK(values[0] == 12 && values[1] == 5);
    keys_take("", KEYS, 2, values);
    keys_take("\n\nuser_usec\n", KEYS, 2, values);
    CHECK(values[0] == 12);
}

int main(void)
{
    check_list("0\n", 1, 0);
    check_list("0-3,8,10-11\n", 7, 0);
    check_list("5-6", 2, 5);
    check_list("", 0, 0);
    check_list("\n", 0, 0);
    check_list("3-1", 0, 0);
    check_list("0-99999", 0, 0);
    CHECK(cpus_for_rate(500, 8) == 1);
    CHECK(cpus_for_rate(1000, 8) == 1);
    CHECK(cpus_for_rate(1001, 8) == 2);
    CHECK(cpus_for_rate(64000, 8) == 8);
    CHECK(cpus_for_rate(UINT64_MAX, 8) == 8);
    CHECK(cpus_for_rate(0, 8) == 1);
    CHECK(cpus_for_rate(500, 0) == 1);
    check_clock();
    check_keys();
    return 0;
}
