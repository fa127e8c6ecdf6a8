#include "host-rules.h"
#include "check.h"
#include "cleanup.h"
#include "netlink.h"
#include "nft-query.h"
#include "nft.h"
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define OURS "vserver-unit"

static struct vs_netlink netlink;

static void apply(const char *text)
{
    char said[VS_NFT_SAID_SIZE];
    struct vs_script script;
    cleanup_fd int fd = vs_nft_script_open();
    CHECK(fd >= 0);
    vs_script_begin(&script, fd);
    vs_script_add(&script, "flush ruleset\n%s\n", text);
    CHECK(vs_script_end(&script) == 0);
    int r = vs_nft_run(fd, said);
    if (r < 0)
        (void)fprintf(stderr, "%s\n", said);
    CHECK(r == 0);
}

static void check_chain(const char *table, const char *kind, bool expected)
{
    char text[200];
    (void)snprintf(text, sizeof(text), "table %s { chain x {\ntype %s;\n}\n}", table, kind);
    apply(text);
    if (vs_host_has_rules(&netlink, OURS) != expected)
        (void)fprintf(stderr, "in: %s\n", text);
    CHECK(vs_host_has_rules(&netlink, OURS) == expected);
}

static void change_rule(uint16_t type, uint8_t family)
{
    const struct fib_rule_hdr rule = {
        .family = family, .table = RT_TABLE_MAIN, .action = FR_ACT_TO_TBL};
    vs_netlink_add(&netlink, type, type == RTM_NEWRULE ? NLM_F_CREATE | NLM_F_EXCL : 0, &rule,
                   sizeof(rule));
    vs_netlink_put_u32(&netlink, FRA_PRIORITY, 100);
    vs_netlink_put_u32(&netlink, FRA_FWMARK, 5);
    CHECK(vs_netlink_send(&netlink) == 0);
}

static void check_routing(uint8_t family)
{
    change_rule(RTM_NEWRULE, family);
    CHECK(vs_host_has_rules(&netlink, OURS));
    change_rule(RTM_DELRULE, family);
    CHECK(!vs_host_has_rules(&netlink, OURS));
}

static void check_chains(void)
{
    check_chain("ip a", "filter hook input priority 0", false);
    check_chain("inet a", "filter hook output priority 0", false);
    check_chain("bridge a", "filter hook forward priority 0", false);
    check_chain("arp a", "filter hook input priority 0", false);
    check_chain("inet " OURS, "filter hook forward priority 0", false);
    check_chain("ip " OURS, "filter hook forward priority 0", true);
    check_chain("ip a", "filter hook forward priority 0", true);
    check_chain("ip6 a", "filter hook forward priority 0", true);
    check_chain("inet a", "filter hook prerouting priority 0", true);
    check_chain("ip a", "nat hook postrouting priority 100", true);
    check_chain("netdev a", "filter hook ingress device lo priority 0", true);
    /* A chain that nothing leads to decides nothing. */
    apply("table ip a { chain x {\ndrop\n}\n}");
    CHECK(!vs_host_has_rules(&netlink, OURS));
    apply("");
}

int main(void)
{
    if (unshare(CLONE_NEWNET) < 0 || access("/usr/sbin/nft", X_OK) < 0) {
        (void)fputs("host-rules: is not tested, it needs root and nft\n", stderr);
        return 0;
    }
    cleanup_fd int nft = vs_nft_open();
    CHECK(vs_netlink_open(&netlink) == 0);
    CHECK(!vs_host_has_rules(&netlink, OURS));
    check_routing(AF_INET);
    check_routing(AF_INET6);
    if (nft != -EOPNOTSUPP)
        check_chains();
    vs_netlink_close(&netlink);
    return 0;
}
