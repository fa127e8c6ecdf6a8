#include "parse-template.h"
#include "check.h"
#include <errno.h>
#include <string.h>

static struct vs_template_build build_of(uint32_t method, const char *suite, const char *source)
{
    struct vs_template_build build = {.method = method, .xid = 36000, .init_style = 1};
    (void)snprintf(build.id, sizeof(build.id), "debian-12.v1");
    (void)snprintf(build.suite, sizeof(build.suite), "%s", suite);
    (void)snprintf(build.source, sizeof(build.source), "%s", source);
    return build;
}

static void expect(const struct vs_template_build *build, const char *wrong)
{
    const char *field = "";
    int r = vs_parse_template_build(build, &field);
    CHECK(wrong ? r == -EINVAL && !strcmp(field, wrong) : r == 0);
}

static void expect_source(uint32_t method, const char *suite, const char *source, bool is_right)
{
    struct vs_template_build build = build_of(method, suite, source);
    expect(&build, is_right ? NULL : "source");
}

static void test_sources_are_what_the_method_takes(void)
{
    expect_source(VS_TEMPLATE_DEBOOTSTRAP, "bookworm", "", true);
    expect_source(VS_TEMPLATE_DEBOOTSTRAP, "bookworm", "http://mirror/debian", true);
    expect_source(VS_TEMPLATE_DEBOOTSTRAP, "bookworm", "file:///debian", false);
    expect_source(VS_TEMPLATE_GUEST, "", "web1", true);
    expect_source(VS_TEMPLATE_GUEST, "", "../web1", false);
    expect_source(VS_TEMPLATE_GUEST, "", "", false);
    expect_source(VS_TEMPLATE_SKELETON, "", "", true);
    expect_source(VS_TEMPLATE_SKELETON, "", "web1", false);
}

static void test_an_import_is_a_plain_file_name(void)
{
    static const char *const WRONG[] = {"",    ".",           "..", ".hidden", "../shadow",
                                        "a/b", "/etc/shadow", "-o", "a b",     "a\nb"};
    expect_source(VS_TEMPLATE_TARBALL, "", "Debian_12-x86.64+1.tar.zst", true);
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++)
        expect_source(VS_TEMPLATE_TARBALL, "", WRONG[i], false);
    struct vs_template_build build = build_of(VS_TEMPLATE_TARBALL, "", "");
    memset(build.source, 'a', VS_IMPORT_MAX + 1);
    expect(&build, "source");
    memset(build.source, 'a', sizeof(build.source));
    expect(&build, "source");
}

static void test_an_rsync_address_names_host_and_module_and_no_user(void)
{
    static const char *const RIGHT[] = {"rsync://mirror.example/debian",
                                        "rsync://127.0.0.1:8730/module/sub_dir/~x"};
    static const char *const WRONG[] = {"rsync://",
                                        "rsync://mirror.example",
                                        "rsync://mirror.example/",
                                        "rsync://mirror.example//etc",
                                        "rsync://user@mirror.example/debian",
                                        "rsync://-oProxyCommand=x/debian",
                                        "rsync://mirror.example:/debian",
                                        "rsync://mirror.example:123456/debian",
                                        "rsync://mirror.example/debian/../etc",
                                        "rsync://mirror.example/debian --rsh=x",
                                        "rsync://mirror.example/*",
                                        "mirror.example:/etc",
                                        "/etc"};
    for (size_t i = 0; i < sizeof(RIGHT) / sizeof(RIGHT[0]); i++)
        expect_source(VS_TEMPLATE_RSYNC, "", RIGHT[i], true);
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++)
        expect_source(VS_TEMPLATE_RSYNC, "", WRONG[i], false);
}

static void test_every_other_field_is_checked_too(void)
{
    struct vs_template_build build = build_of(VS_TEMPLATE_TARBALL, "", "a.tar");
    memset(build.checksum, 'a', 64);
    expect(&build, NULL);
    build.checksum[63] = 'A';
    expect(&build, "checksum");
    build.checksum[63] = '\0';
    expect(&build, "checksum");
    build = build_of(VS_TEMPLATE_RSYNC, "", "rsync://mirror/debian");
    memset(build.checksum, 'a', 64); /* there is nothing it could be the sum of */
    expect(&build, "checksum");
    build = build_of(VS_TEMPLATE_TARBALL, "bookworm", "a.tar");
    expect(&build, "suite");
    build = build_of(6, "", "");
    expect(&build, "method");
    build = build_of(VS_TEMPLATE_SKELETON, "", "");
    build.init_style = 6;
    expect(&build, "init-style");
    build.init_style = 4;
    build.reserved = 1;
    expect(&build, "reserved");
}

int main(void)
{
    test_sources_are_what_the_method_takes();
    test_an_import_is_a_plain_file_name();
    test_an_rsync_address_names_host_and_module_and_no_user();
    test_every_other_field_is_checked_too();
    return 0;
}
