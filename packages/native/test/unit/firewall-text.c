#include "firewall-text.h"
#include "check.h"
#include "cleanup.h"
#include "nft-query.h"
#include "nft.h"
#include <arpa/inet.h>
#include <sched.h>
#include <string.h>

#define TABLE "vserver-unit"

static char text[256 * 1024];

static struct vs_address address(const char *from, uint8_t prefix)
{
    struct vs_address result = {.family = strchr(from, ':') ? 6 : 4, .prefix = prefix};
    CHECK(inet_pton(result.family == 6 ? AF_INET6 : AF_INET, from, result.bytes) == 1);
    return result;
}

/* A guest with a rule of each kind and forwards of both. */
static struct vs_firewall_record example(void)
{
    struct vs_firewall_record record = {
        .mode = VS_NETWORK_PRIVATE,
        .flags = VS_NET_NAT,
        .firewall = {.name = "web", .xid = 7, .in = VS_DROP, .out = VS_ACCEPT},
    };
    struct vs_firewall *firewall = &record.firewall;
    const struct vs_rule rules[] = {
        {VS_IN, VS_ACCEPT, 6, 0, 80, 90, {0}},
        {VS_IN, VS_ACCEPT, 6, VS_RULE_LOG, 22, 22, address("192.0.2.0", 24)},
        {VS_IN, VS_REJECT, 0, 0, 0, 0, address("2001:db8::", 32)},
        {VS_IN, VS_ACCEPT, 58, 0, 0, 0, {0}},
        {VS_OUT, VS_DROP, 17, 0, 53, 53, address("0.0.0.0", 0)},
        {VS_OUT, VS_DROP, 17, 0, 53, 53, address("0.0.0.0", 0)},
    };
    firewall->addresses[0] = address("10.0.0.7", 32);
    firewall->addresses[1] = address("10.0.1.7", 32);
    firewall->addresses[2] = address("2001:db8:7::1", 128);
    memcpy(firewall->rules, rules, sizeof(rules));
    firewall->rules_count = sizeof(rules) / sizeof(rules[0]);
    firewall->forwards_count = 3;
    firewall->forwards[0] = (struct vs_forward){
        .guest = firewall->addresses[0], .protocol = 6, .host_port = 8080, .guest_port = 80};
    firewall->forwards[1] = (struct vs_forward){.host = address("198.51.100.1", 32),
                                                .guest = firewall->addresses[0],
                                                .protocol = 17,
                                                .host_port = 53,
                                                .guest_port = 5353};
    firewall->forwards[2] = (struct vs_forward){.host = address("2001:db8::1", 128),
                                                .guest = firewall->addresses[2],
                                                .protocol = 6,
                                                .host_port = 443,
                                                .guest_port = 8443};
    return record;
}

static int write_change(const struct vs_firewall_record *from, const struct vs_firewall_record *to,
                        bool base)
{
    struct vs_script script;
    int fd = vs_nft_script_open();
    CHECK(fd >= 0);
    vs_script_begin(&script, fd);
    if (base)
        vs_firewall_write_base(&script, TABLE);
    vs_firewall_write_change(&script, TABLE, from, to);
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
    cleanup_fd int script = write_change(NULL, &record, false);
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
    cleanup_fd int script = write_change(NULL, &record, false);
    CHECK(text[0] == '\0');
    record.mode = VS_NETWORK_SHARED;
    CHECK(!vs_firewall_needs_table(&record));
    cleanup_fd int shared = write_change(NULL, &record, false);
    CHECK(!strcmp(text, "add element inet vserver-unit shared4 { 10.0.0.7 }\n"));
}

static void apply(const struct vs_firewall_record *from, const struct vs_firewall_record *to,
                  bool base)
{
    char said[VS_NFT_SAID_SIZE];
    cleanup_fd int script = write_change(from, to, base);
    int r = vs_nft_run(script, said);
    if (r < 0)
        (void)fprintf(stderr, "%s\n%s", said, text);
    CHECK(r == 0);
}

static uint32_t use_of(int nft, const char *chain)
{
    uint32_t use = 0;
    CHECK(vs_nft_chain_use(nft, TABLE, chain, &use) == 0);
    return use;
}

static void test_a_change_leaves_nothing_of_before(int nft)
{
    struct vs_firewall_record first = example(), second = example();
    struct vs_nft_table table;
    uint32_t before = 0, after = 0, use;
    uint64_t packets, bytes;
    char counter[VS_COUNTER_SIZE];
    CHECK(vs_nft_table(nft, TABLE, VS_FIREWALL_MARK, &table) == -ENOENT);
    apply(NULL, &first, true);
    CHECK(vs_nft_table(nft, TABLE, VS_FIREWALL_MARK, &table) == 0 && table.is_marked);
    CHECK(vs_nft_table(nft, TABLE, "somebody else", &table) == 0 && !table.is_marked);
    CHECK(use_of(nft, "in-7") == 6 + 3 && use_of(nft, "out-7") == 3 + 3);

    second.firewall.rules_count = 2;
    second.firewall.addresses[1] = (struct vs_address){0};
    second.firewall.addresses[2] = (struct vs_address){0};
    second.firewall.forwards_count = 1;
    CHECK(vs_nft_generation(nft, &before) == 0);
    apply(&first, &second, false);
    CHECK(vs_nft_generation(nft, &after) == 0 && after == before + 1);
    CHECK(use_of(nft, "in-7") == 4 + 1 && use_of(nft, "out-7") == 1 + 1);
    vs_firewall_counter(&first.firewall, 1, counter);
    CHECK(vs_nft_counter(nft, TABLE, counter, &packets, &bytes) == 0 && packets == 0);
    vs_firewall_counter(&first.firewall, 2, counter);
    CHECK(vs_nft_counter(nft, TABLE, counter, &packets, &bytes) == -ENOENT);

    apply(&second, NULL, false);
    CHECK(vs_nft_chain_use(nft, TABLE, "in-7", &use) == -ENOENT);
    CHECK(vs_nft_counter(nft, TABLE, "rest-in-7", &packets, &bytes) == -ENOENT);
    apply(NULL, &first, false);
    apply(&first, &first, false);
    CHECK(use_of(nft, "in-7") == 6 + 3);
}

static void test_a_refused_script_changes_nothing(int nft)
{
    char said[VS_NFT_SAID_SIZE];
    uint32_t before = 0, after = 0;
    struct vs_firewall_record absent = example();
    absent.firewall.xid = 8;
    CHECK(vs_nft_generation(nft, &before) == 0);
    cleanup_fd int script = write_change(&absent, NULL, false);
    CHECK(vs_nft_run(script, said) == -EINVAL && said[0] != '\0');
    CHECK(vs_nft_generation(nft, &after) == 0 && after == before);
}

int main(void)
{
    test_each_rule_becomes_a_line_of_its_chain();
    test_equal_rules_have_counters_of_their_own();
    test_a_guest_that_everything_may_pass_has_no_part();
    if (unshare(CLONE_NEWNET) < 0 || access("/usr/sbin/nft", X_OK) < 0) {
        (void)fputs("firewall-text: what the kernel makes of it is not tested\n", stderr);
        return 0;
    }
    cleanup_fd int nft = vs_nft_open();
    if (nft == -EOPNOTSUPP)
        return 0;
    CHECK(nft >= 0);
    test_a_change_leaves_nothing_of_before(nft);
    test_a_refused_script_changes_nothing(nft);
    return 0;
}
