/* What may come over the wire, and what may not. */
#include "parse.h"
#include "check.h"
#include "limit-unlimited.h"
#include <errno.h>
#include <string.h>

struct word {
    const char *text;
    bool ok;
};

#define CHECK_WORDS(parse, size, words)                                                            \
    for (size_t i = 0; i < sizeof(words) / sizeof((words)[0]); i++) {                              \
        char field[size];                                                                          \
        memset(field, 0, sizeof(field));                                                           \
        memcpy(field, (words)[i].text, strnlen((words)[i].text, size));                            \
        CHECK((parse(field) == 0) == (words)[i].ok);                                               \
    }

static const struct word NAMES[] = {
    {"web1", true},
    {"a", true},
    {"a-b", true},
    {"a23456789012345678901234567890123456789", true},
    {"", false},
    {"Web", false},
    {"1web", false},
    {"web-", false},
    {"-web", false},
    {"../x", false},
    {"a/b", false},
    {"a.b", false},
    {"a b", false},
    {"a\n", false},
    {"a234567890123456789012345678901234567890", false}, /* no NUL in the field */
};

static const struct word TEMPLATES[] = {
    {"debian-12", true}, {"debian-12.1", true}, {"d..x", false}, {".d", false},
    {"d/..", false},     {"", false},           {"12", false},
};

static const struct word CONSOLES[] = {{"0a-1", true}, {"-", true}, {"", false}, {"a.b", false}};

static const struct word HOSTNAMES[] = {
    {"Web1.example.com", true},
    {"1", true},
    {"-a", false},
    {"a-", false},
    {"a_b", false},
    {"a.", false},
    {"", false},
    {"a b", false},
};

static const struct word URLS[] = {
    {"", true},
    {"http://deb.debian.org/debian", true},
    {"https://x/", true},
    {"file:///etc", false},
    {"http://a b", false},
    {"http://a\"b", false},
    {"http://a'b", false},
    {"http://\x80", false},
    {"ftp://x", false},
};

static void test_nothing_may_follow_the_end_of_a_word(void)
{
    char field[VS_NAME_SIZE] = "web1";
    field[VS_NAME_SIZE - 1] = 'x';
    CHECK(vs_parse_name(field) == -EINVAL);
}

static void fill(char block[VS_ARGV_SIZE], const char *text, size_t length)
{
    memset(block, 0, VS_ARGV_SIZE);
    memcpy(block, text, length);
}

static void test_arguments_are_counted_and_split(void)
{
    char block[VS_ARGV_SIZE];
    const char *argv[VS_ARGV_MAX + 1];
    uint32_t argc = 99;
    fill(block, "/bin/sh\0-c\0true", sizeof("/bin/sh\0-c\0true"));
    CHECK(vs_split_argv(block, argv, &argc) == 0 && argc == 3);
    CHECK(!strcmp(argv[0], "/bin/sh") && !strcmp(argv[2], "true") && argv[3] == NULL);
    fill(block, "", 0);
    CHECK(vs_parse_argv(block, &argc) == 0 && argc == 0);
}

static void test_bad_argument_blocks_are_refused(void)
{
    char block[VS_ARGV_SIZE];
    uint32_t argc;
    memset(block, 'a', sizeof(block)); /* no end at all */
    CHECK(vs_parse_argv(block, &argc) == -EINVAL);
    fill(block, "a\0\0b", sizeof("a\0\0b")); /* something behind the end */
    CHECK(vs_parse_argv(block, &argc) == -EINVAL);
    fill(block, "", 0);
    memset(block, 'a', VS_ARGV_SIZE - 1); /* the last word ends the block, the list does not end */
    CHECK(vs_parse_argv(block, &argc) == -EINVAL);
    for (size_t i = 0; i < VS_ARGV_SIZE - 2; i++) /* more words than fit */
        block[i] = i % 2 ? '\0' : 'a';
    block[VS_ARGV_SIZE - 2] = block[VS_ARGV_SIZE - 1] = '\0';
    CHECK(vs_parse_argv(block, &argc) == -EINVAL);
}

static void test_limits_have_bounds_and_keep_only_where_allowed(void)
{
    struct vs_limit limit = vs_limit_unlimited();
    limit.memory_bytes = 16u << 20;
    limit.cpu_weight = 1;
    limit.processes = 16;
    CHECK(vs_parse_limit(&limit, false) == 0);
    limit.memory_bytes--;
    CHECK(vs_parse_limit(&limit, false) == -EINVAL);
    limit.memory_bytes = VS_INFINITY;
    limit.processes = VS_KEEP;
    CHECK(vs_parse_limit(&limit, true) == 0);
    CHECK(vs_parse_limit(&limit, false) == -EINVAL);
    limit.processes = 16;
    limit.cpu_weight = 10001;
    CHECK(vs_parse_limit(&limit, true) == -EINVAL);
    limit.cpu_weight = 0;
    CHECK(vs_parse_limit(&limit, true) == -EINVAL);
}

static void test_a_cpu_set_is_digits_commas_and_hyphens(void)
{
    struct vs_limit limit = vs_limit_unlimited();
    (void)strcpy(limit.cpu_set, "0-3,8");
    CHECK(vs_parse_limit(&limit, false) == 0);
    (void)strcpy(limit.cpu_set, "0\n1");
    CHECK(vs_parse_limit(&limit, false) == -EINVAL);
    (void)memset(limit.cpu_set, 0, sizeof(limit.cpu_set));
    CHECK(vs_parse_limit(&limit, false) == -EINVAL);
    CHECK(vs_parse_limit(&limit, true) == 0);
    (void)memset(limit.cpu_set, '1', sizeof(limit.cpu_set));
    CHECK(vs_parse_limit(&limit, true) == -EINVAL);
}

static void test_shared_areas_are_shown_at_plain_absolute_paths(void)
{
    struct vs_mount mount = {0};
    CHECK(vs_parse_mount(&mount) == 0);
    (void)strcpy(mount.share, "data");
    CHECK(vs_parse_mount(&mount) == -EINVAL);
    (void)strcpy(mount.target, "/srv/data");
    CHECK(vs_parse_mount(&mount) == 0);
    (void)strcpy(mount.target, "/devices");
    CHECK(vs_parse_mount(&mount) == 0);
    mount.read_only = 2;
    CHECK(vs_parse_mount(&mount) == -EINVAL);
    mount.read_only = 1;
    static const char *const BAD[] = {"srv",   "/",     "/srv/",       "/srv/../etc", "/srv//x",
                                      "/.ssh", "/proc", "/sys/kernel", "/dev/shm"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        (void)memset(mount.target, 0, sizeof(mount.target));
        (void)strcpy(mount.target, BAD[i]);
        CHECK(vs_parse_mount(&mount) == -EINVAL);
    }
}

static void test_numbers_do_not_wrap(void)
{
    uint64_t value = 5;
    CHECK(vs_parse_number("18446744073709551615", UINT64_MAX, &value) == 0 && value == UINT64_MAX);
    CHECK(vs_parse_number("18446744073709551616", UINT64_MAX, &value) == -ERANGE);
    CHECK(vs_parse_number("99", 98, &value) == -ERANGE);
    CHECK(vs_parse_number("7", 5, &value) == -ERANGE);
    CHECK(vs_parse_number("", 5, &value) == -EINVAL);
    CHECK(vs_parse_number("-1", 5, &value) == -EINVAL);
    CHECK(vs_parse_number("1 ", 5, &value) == -EINVAL);
    CHECK(value == UINT64_MAX);
}

static void test_directories_are_absolute_and_plain(void)
{
    CHECK(vs_parse_directory("/run/vserver") == 0);
    CHECK(vs_parse_directory("run") == -EINVAL);
    CHECK(vs_parse_directory("/") == -EINVAL);
    CHECK(vs_parse_directory("/run/") == -EINVAL);
    CHECK(vs_parse_directory("/run/../etc") == -EINVAL);
    CHECK(vs_parse_directory("/run,x") == -EINVAL);
    CHECK(vs_parse_directory("/run:x") == -EINVAL);
    CHECK(vs_parse_instance("vserver-2") == 0);
    CHECK(vs_parse_instance("a/b") == -EINVAL);
    CHECK(vs_parse_xid(2) == 0 && vs_parse_xid(36000) == 0);
    CHECK(vs_parse_xid(1) == -EINVAL && vs_parse_xid(36001) == -EINVAL);
}

int main(void)
{
    CHECK_WORDS(vs_parse_name, VS_NAME_SIZE, NAMES);
    CHECK_WORDS(vs_parse_template, VS_TEMPLATE_SIZE, TEMPLATES);
    CHECK_WORDS(vs_parse_console, VS_CONSOLE_SIZE, CONSOLES);
    CHECK_WORDS(vs_parse_hostname, VS_HOSTNAME_SIZE, HOSTNAMES);
    CHECK_WORDS(vs_parse_url, VS_URL_SIZE, URLS);
    test_nothing_may_follow_the_end_of_a_word();
    test_arguments_are_counted_and_split();
    test_bad_argument_blocks_are_refused();
    test_limits_have_bounds_and_keep_only_where_allowed();
    test_a_cpu_set_is_digits_commas_and_hyphens();
    test_shared_areas_are_shown_at_plain_absolute_paths();
    test_numbers_do_not_wrap();
    test_directories_are_absolute_and_plain();
    return 0;
}
