/* What a guest is told of its CPUs. */
#include "notify-look.h"
#include "check.h"
#include "statfs-view.h"
#include <stdint.h>
#include <sys/syscall.h>

static void test_lists_of_cpus(void)
{
    CHECK(vs_look_count_cpus("0\n") == 1);
    CHECK(vs_look_count_cpus("0-3\n") == 4);
    CHECK(vs_look_count_cpus("0-1,4,6-7") == 5);
    CHECK(vs_look_count_cpus("8191") == 1);
}

/* None of these is a list, and then nothing is hidden. */
static void test_what_is_no_list(void)
{
    static const char *const OTHERS[] = {"",
                                         "\n",
                                         "a",
                                         "0-",
                                         "3-1",
                                         "0-8192",
                                         "0,,1",
                                         "0;1",
                                         "-1",
                                         " 0",
                                         "0-1x",
                                         "99999999999999999999",
                                         "0-99999999999"};
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++)
        CHECK(vs_look_count_cpus(OTHERS[i]) == 0);
}

static void check_bits(uint32_t before, int count, uint32_t after)
{
    vs_look_first_bits((unsigned char *)&before, sizeof(before), count);
    CHECK(before == after);
}

static void test_the_first_of_those_it_may_run_on(void)
{
    check_bits(0xffffffff, 1, 1);
    check_bits(0xffffffff, 9, 0x1ff);
    check_bits(0x80000100, 1, 0x100);
    check_bits(0x80000100, 2, 0x80000100);
    check_bits(0x80000100, 3, 0x80000100);
    check_bits(0, 4, 0);
}

static const struct vs_statfs_view NO_STATFS;

/* A program that the guest has no vs-proc directory for is answered by the kernel. */
static void test_without_a_view_nothing_is_answered(void)
{
    struct vs_looker looker;
    CHECK(vs_looker_init(&looker, -1, "", &NO_STATFS) == 0);
    CHECK(!vs_look_answers(&looker, SYS_sysinfo));
    vs_looker_close(&looker);
    CHECK(vs_looker_init(&looker, -1, "/nowhere", &NO_STATFS) == 0);
    CHECK(vs_look_answers(&looker, SYS_sysinfo) && vs_look_answers(&looker, SYS_sched_getaffinity));
    CHECK(!vs_look_answers(&looker, SYS_mount));
    vs_looker_close(&looker);
    const struct vs_statfs_view statfs = {.group = "/nowhere"};
    CHECK(vs_looker_init(&looker, -1, "", &statfs) == 0);
    CHECK(vs_look_answers(&looker, SYS_statfs) && vs_look_answers(&looker, SYS_fstatfs));
    vs_looker_close(&looker);
}

int main(void)
{
    test_lists_of_cpus();
    test_what_is_no_list();
    test_the_first_of_those_it_may_run_on();
    test_without_a_view_nothing_is_answered();
    return 0;
}
