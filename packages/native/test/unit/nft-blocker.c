#include "nft-blocker.h"
#include "check.h"
#include "cleanup.h"
#include "nft-query.h"
#include "nft.h"
#include <sched.h>
#include <string.h>

#define OURS "vserver-unit"

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

static void check_blocker(const char *rules, const char *expected)
{
    char name[40];
    apply(rules);
    CHECK(vs_nft_blocker(OURS, name, sizeof(name)) == 0);
    if (strcmp(name, expected) != 0)
        (void)fprintf(stderr, "\"%s\" for: %s\n", name, rules);
    CHECK(!strcmp(name, expected));
}

#define HOOK(hook, policy) "{\ntype filter hook " hook " priority 0; policy " policy ";\n"

int main(void)
{
    if (unshare(CLONE_NEWNET) < 0 || access("/usr/sbin/nft", X_OK) < 0) {
        (void)fputs("nft-blocker: is not tested, it needs root and nft\n", stderr);
        return 0;
    }
    cleanup_fd int nft = vs_nft_open();
    if (nft == -EOPNOTSUPP)
        return 0;
    check_blocker("", "");
    check_blocker("table ip filter { chain FORWARD " HOOK("forward", "accept") "}\n}", "");
    check_blocker("table ip filter { chain INPUT " HOOK("input", "drop") "}\n}", "");
    check_blocker("table inet " OURS " { chain forward " HOOK("forward", "drop") "}\n}", "");
    /* As docker and ufw do it. */
    check_blocker("table ip filter { chain FORWARD " HOOK("forward", "drop") "}\n}",
                  "ip filter FORWARD");
    check_blocker("table ip6 " OURS " { chain forward " HOOK("forward", "drop") "}\n}",
                  "ip6 " OURS " forward");
    /* As firewalld does it: a last rule that refuses what is left. */
    check_blocker("table inet firewalld { chain filter_FORWARD {\n"
                  "type filter hook forward priority 10; policy accept;\n"
                  "ct state established accept\n"
                  "counter log prefix \"no\" reject with icmpx admin-prohibited\n"
                  "}\n}",
                  "inet firewalld filter_FORWARD");
    check_blocker("table inet x { chain f {\n"
                  "type filter hook forward priority 10; policy accept;\n"
                  "tcp dport 25 drop\n"
                  "}\n}",
                  "");
    check_blocker("table inet x { chain f {\n"
                  "type filter hook forward priority 10; policy accept;\n"
                  "drop\n"
                  "}\n}",
                  "inet x f");
    return 0;
}
