#include "cleanup.h"
#include "firewall-example.h"
#include "nft.h"

#define TABLE "vserver-unit"

static char text[256 * 1024];

static int write_change(const struct vs_firewall_record *from, const struct vs_firewall_record *to)
{
    struct vs_script script;
    const struct vs_firewall_sink sink = {&VS_FIREWALL_TEXT, TABLE, &script};
    int fd = vs_nft_script_open();
    CHECK(fd >= 0);
    vs_script_begin(&script, fd);
    vs_firewall_put_change(&sink, from, to);
    CHECK(vs_script_end(&script) == 0);
    ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
    CHECK(n >= 0);
    text[n] = '\0';
    return fd;
}

static void check_line(const char *line)
{
    if (!strstr(text, line))
        (void)fprintf(stderr, "no \"%s\" in:\n%s", line, text);
    CHECK(strstr(text, line));
}

static void test_each_rule_becomes_a_line_of_its_chain(void)
{
    struct vs_firewall_record record = example();
    cleanup_fd int script = write_change(NULL, &record);
    check_line("add rule inet vserver-unit in-7 tcp dport 80-90 counter name \"rule-7-");
    check_line(" in-7 ip saddr 192.0.2.0/24 tcp dport 22 limit rate 20/minute burst 10 packets"
               " counter log prefix \"vserver 7 in accept 2: \"\n");
    check_line(" in-7 ip6 saddr 2001:db8::/32 counter name \"rule-7-");
    check_line(" goto refuse\n");
    check_line(" in-7 meta l4proto 58 counter name");
    check_line(" out-7 meta nfproto ipv4 udp dport 53 counter name");
    check_line("add rule inet vserver-unit in-7 counter name \"rest-in-7\" drop\n");
    check_line("add rule inet vserver-unit out-7 counter name \"rest-out-7\" return\n");
    check_line("add element inet vserver-unit in4 { 10.0.0.7 : goto in-7 }\n");
    check_line("add element inet vserver-unit out6 { 2001:db8:7::1 : jump out-7 }\n");
    check_line("add element inet vserver-unit nat4 { 10.0.1.7 }\n");
    check_line("add element inet vserver-unit own4 { 10.0.1.7 . 10.0.0.7 }\n");
    check_line("add element inet vserver-unit any4 { 6 . 8080 : 10.0.0.7 . 80 }\n");
    check_line("add element inet vserver-unit to4 { 198.51.100.1 . 17 . 53 : 10.0.0.7 . 5353 }\n");
    check_line("to6 { 2001:db8::1 . 6 . 443 : 2001:db8:7::1 . 8443 }\n");
    CHECK(vs_firewall_rules_in(&record.firewall, VS_IN) == 6);
    CHECK(vs_firewall_rules_in(&record.firewall, VS_OUT) == 3);
}

static void test_equal_rules_have_counters_of_their_own(void)
{
    struct vs_firewall_record record = example();
    char first[VS_COUNTER_SIZE], second[VS_COUNTER_SIZE];
    vs_firewall_counter(&record.firewall, 4, first);
    vs_firewall_counter(&record.firewall, 5, second);
    CHECK(strcmp(first, second) != 0);
    /* One that comes before them changes neither name. */
    memmove(&record.firewall.rules[1], &record.firewall.rules[0], 6 * sizeof(struct vs_rule));
    vs_firewall_counter(&record.firewall, 5, second);
    CHECK(strcmp(first, second) == 0);
}

static void test_a_guest_that_everything_may_pass_has_no_part(void)
{
    struct vs_firewall_record record = {
        .mode = VS_NETWORK_PRIVATE,
        .firewall = {.xid = 7, .in = VS_ACCEPT, .out = VS_ACCEPT},
    };
    record.firewall.addresses[0] = address("10.0.0.7", 32);
    CHECK(!vs_firewall_needs_table(&record));
    cleanup_fd int script = write_change(NULL, &record);
    CHECK(text[0] == '\0');
    record.mode = VS_NETWORK_SHARED;
    CHECK(!vs_firewall_needs_table(&record));
    cleanup_fd int shared = write_change(NULL, &record);
    CHECK(!strcmp(text, "add element inet vserver-unit shared4 { 10.0.0.7 }\n"));
}

static void test_a_change_of_rules_leaves_the_elements(void)
{
    struct vs_firewall_record from = example(), to = example();
    to.firewall.rules_count = 2;
    cleanup_fd int script = write_change(&from, &to);
    check_line("flush chain inet vserver-unit in-7\n");
    CHECK(!strstr(text, "element"));
    to.firewall.forwards_count = 1;
    cleanup_fd int with_forwards = write_change(&from, &to);
    check_line("delete element inet vserver-unit in4 { 10.0.0.7 : goto in-7 }\n");
}

int main(void)
{
    test_each_rule_becomes_a_line_of_its_chain();
    test_equal_rules_have_counters_of_their_own();
    test_a_guest_that_everything_may_pass_has_no_part();
    test_a_change_of_rules_leaves_the_elements();
    return 0;
}
