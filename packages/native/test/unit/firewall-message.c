/* What the kernel makes of the messages is what nft(8) makes of the text. */
#include "cleanup.h"
#include "firewall-example.h"
#include "nft-query.h"
#include "nft.h"
#include "tool.h"
#include <sched.h>

#define TABLE   "vserver-unit"
#define SIZE    (256 * 1024)
#define PATIENT 20000

static struct vs_nft_batch batch;

/* A table without guests, or with one. */
static void make(const struct vs_firewall_record *record)
{
    struct vs_script script;
    char said[VS_NFT_SAID_SIZE];
    const struct vs_firewall_sink sink = {&VS_FIREWALL_TEXT, TABLE, &script};
    cleanup_fd int fd = vs_nft_script_open();
    CHECK(fd >= 0);
    vs_script_begin(&script, fd);
    vs_firewall_write_base(&script, TABLE);
    if (record)
        vs_firewall_put_guest(&sink, record);
    CHECK(vs_script_end(&script) == 0);
    int r = vs_nft_run(fd, said);
    if (r < 0)
        (void)fprintf(stderr, "%s\n", said);
    CHECK(r == 0);
}

static int change(int nft, uint32_t generation, const struct vs_firewall_record *from,
                  const struct vs_firewall_record *to)
{
    const struct vs_firewall_sink sink = {&VS_FIREWALL_MESSAGES, TABLE, &batch};
    vs_nft_batch_begin(&batch, TABLE, generation);
    vs_firewall_put_change(&sink, from, to);
    return vs_nft_batch_send(&batch, nft);
}

static void apply(int nft, const struct vs_firewall_record *from,
                  const struct vs_firewall_record *to)
{
    int r = change(nft, 0, from, to);
    if (r < 0)
        (void)fprintf(stderr, "%s\n", batch.why);
    CHECK(r == 0);
}

static void list(char ret_text[SIZE])
{
    static const char *const ARGUMENTS[VS_TOOL_ARGUMENTS_MAX] = {"nft", "list", "table", "inet",
                                                                 TABLE};
    cleanup_fd int nothing = vs_nft_script_open();
    CHECK(vs_tool_feed(nothing, PATIENT, ARGUMENTS, ret_text, SIZE) == 0);
}

static uint32_t use_of(int nft, const char *chain)
{
    uint32_t use = 0;
    CHECK(vs_nft_chain_use(nft, TABLE, chain, &use) == 0);
    return use;
}

/* Prefixes that end within a byte, and one of each family that is whole. */
static struct vs_firewall_record odd_prefixes(void)
{
    struct vs_firewall_record record = example();
    const struct vs_rule rules[] = {
        {VS_IN, VS_ACCEPT, 17, VS_RULE_LOG, 1, 65535, address("10.9.8.7", 13)},
        {VS_OUT, VS_REJECT, 6, VS_RULE_LOG, 443, 443, address("2001:db8:ffff::", 45)},
        {VS_OUT, VS_DROP, 0, 0, 0, 0, address("2001:db8::9", 128)},
        {VS_IN, VS_DROP, 1, 0, 0, 0, address("10.9.8.7", 32)},
        {VS_IN, VS_DROP, 0, 0, 0, 0, address("::", 0)},
    };
    memset(record.firewall.rules, 0, sizeof(record.firewall.rules));
    memcpy(record.firewall.rules, rules, sizeof(rules));
    record.firewall.rules_count = sizeof(rules) / sizeof(rules[0]);
    record.firewall.out = VS_REJECT;
    return record;
}

static void test_messages_make_what_the_text_makes(int nft, const struct vs_firewall_record *record)
{
    static char by_text[SIZE], by_messages[SIZE];
    make(record);
    list(by_text);
    make(NULL);
    apply(nft, NULL, record);
    list(by_messages);
    CHECK(strstr(by_text, "in-7") && strstr(by_text, "udp dport"));
    if (strcmp(by_text, by_messages) != 0)
        (void)fprintf(stderr, "%s\nis not\n%s\n", by_messages, by_text);
    CHECK(!strcmp(by_text, by_messages));
}

static void test_a_change_leaves_nothing_of_before(int nft)
{
    struct vs_firewall_record first = example(), second = example();
    struct vs_nft_table table;
    uint32_t before = 0, after = 0, use;
    uint64_t packets, bytes;
    char counter[VS_COUNTER_SIZE];
    make(&first);
    CHECK(vs_nft_table(nft, TABLE, VS_FIREWALL_MARK, &table) == 0 && table.is_marked);
    CHECK(vs_nft_table(nft, TABLE, "somebody else", &table) == 0 && !table.is_marked);
    CHECK(use_of(nft, "in-7") == 6 + 3 && use_of(nft, "out-7") == 3 + 3);

    second.firewall.rules_count = 2;
    second.firewall.addresses[1] = (struct vs_address){0};
    second.firewall.addresses[2] = (struct vs_address){0};
    second.firewall.forwards_count = 1;
    CHECK(vs_nft_generation(nft, &before) == 0);
    apply(nft, &first, &second);
    CHECK(vs_nft_generation(nft, &after) == 0 && after == vs_nft_next(before));
    CHECK(use_of(nft, "in-7") == 4 + 1 && use_of(nft, "out-7") == 1 + 1);
    vs_firewall_counter(&first.firewall, 1, counter);
    CHECK(vs_nft_counter(nft, TABLE, counter, &packets, &bytes) == 0 && packets == 0);
    vs_firewall_counter(&first.firewall, 2, counter);
    CHECK(vs_nft_counter(nft, TABLE, counter, &packets, &bytes) == -ENOENT);

    apply(nft, &second, NULL);
    CHECK(vs_nft_chain_use(nft, TABLE, "in-7", &use) == -ENOENT);
    CHECK(vs_nft_counter(nft, TABLE, "rest-in-7", &packets, &bytes) == -ENOENT);
    apply(nft, NULL, &first);
    apply(nft, &first, &first);
    CHECK(use_of(nft, "in-7") == 6 + 3);
}

static void test_a_change_that_is_refused_changes_nothing(int nft)
{
    uint32_t before = 0, after = 0;
    struct vs_firewall_record absent = example(), there = example();
    make(&there);
    absent.firewall.xid = 8;
    CHECK(vs_nft_generation(nft, &before) == 0);
    CHECK(change(nft, 0, &absent, NULL) == -ENOENT &&
          strstr(batch.why, " of type 8, attribute 2: "));
    CHECK(change(nft, before + 1, &there, NULL) == -ERESTART);
    CHECK(vs_nft_generation(nft, &after) == 0 && after == before);
    CHECK(use_of(nft, "in-7") == 6 + 3);
    CHECK(change(nft, before, &there, NULL) == 0);
}

/* As many rules, addresses and forwards as a guest may have, in place of as many. */
static void test_the_largest_change_fits(int nft)
{
    struct vs_firewall_record from = example();
    struct vs_firewall *firewall = &from.firewall;
    memset(firewall->forwards, 0, sizeof(firewall->forwards));
    for (unsigned i = 0; i < VS_ADDRESSES_MAX; i++) {
        firewall->addresses[i] = address("2001:db8:7::1", 128);
        firewall->addresses[i].bytes[15] = (uint8_t)(i + 1);
    }
    for (unsigned i = 0; i < VS_RULES_MAX; i++)
        firewall->rules[i] = (struct vs_rule){VS_IN,
                                              VS_REJECT,
                                              6,
                                              VS_RULE_LOG,
                                              1000,
                                              (uint16_t)(2000 + i),
                                              address("2001:db8::", 33)};
    for (unsigned i = 0; i < VS_FORWARDS_MAX; i++)
        firewall->forwards[i] = (struct vs_forward){.host = address("2001:db8::1", 128),
                                                    .guest = firewall->addresses[i % 16],
                                                    .protocol = 6,
                                                    .host_port = (uint16_t)(100 + i),
                                                    .guest_port = 443};
    firewall->rules_count = VS_RULES_MAX;
    firewall->forwards_count = VS_FORWARDS_MAX;
    struct vs_firewall_record to = from;
    for (unsigned i = 0; i < VS_RULES_MAX; i++)
        to.firewall.rules[i].direction = VS_OUT;
    to.firewall.forwards[0].guest_port = 444;
    make(NULL);
    apply(nft, NULL, &from);
    apply(nft, &from, &to);
    CHECK(use_of(nft, "out-7") == 2 * VS_RULES_MAX + 1 + VS_ADDRESSES_MAX);
    CHECK(use_of(nft, "in-7") == 1 + VS_ADDRESSES_MAX);
}

int main(void)
{
    const struct vs_firewall_record usual = example(), odd = odd_prefixes();
    if (unshare(CLONE_NEWNET) < 0 || access("/usr/sbin/nft", X_OK) < 0) {
        (void)fputs("firewall-message: nothing of it can be tested here\n", stderr);
        return 0;
    }
    cleanup_fd int nft = vs_nft_open();
    if (nft == -EOPNOTSUPP)
        return 0;
    CHECK(nft >= 0);
    test_messages_make_what_the_text_makes(nft, &usual);
    test_messages_make_what_the_text_makes(nft, &odd);
    test_a_change_leaves_nothing_of_before(nft);
    test_a_change_that_is_refused_changes_nothing(nft);
    test_the_largest_change_fits(nft);
    return 0;
}
