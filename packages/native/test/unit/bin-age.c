#include "bin-age.h"
#include "check.h"

#define DAY 86400

static void test_what_was_deleted_is_kept_to_its_time(void)
{
    CHECK(!vs_bin_is_over("web1.1000000", 1000000, DAY, 1000000 + DAY - 1));
    CHECK(vs_bin_is_over("web1.1000000", 1000000, DAY, 1000000 + DAY));
    CHECK(vs_bin_is_over("~web1.1000000", 1000000, 0, 1000000));
}

/* A name that says 1970, and one that a request had that was gone on with a day later. */
static void test_a_name_alone_destroys_nothing(void)
{
    CHECK(!vs_bin_is_over("~web1.1", 1000000, DAY, 1000000 + DAY - 1));
    CHECK(vs_bin_is_over("~web1.1", 1000000, DAY, 1000000 + DAY));
    CHECK(!vs_bin_is_over("~web1.1000000", 1000000 + DAY, DAY, 1000000 + DAY));
}

static void test_what_has_no_time_stays(void)
{
    CHECK(!vs_bin_is_over("web1", 0, DAY, INT32_MAX));
    CHECK(!vs_bin_is_over("web1.", 0, DAY, INT32_MAX));
    CHECK(!vs_bin_is_over("web1.new", 0, DAY, INT32_MAX));
    CHECK(!vs_bin_is_over("web1.99999999999", 0, DAY, INT32_MAX));
}

int main(void)
{
    test_what_was_deleted_is_kept_to_its_time();
    test_a_name_alone_destroys_nothing();
    test_what_has_no_time_stays();
    return 0;
}
