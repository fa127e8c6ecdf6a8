#include "host-rules.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "netlink.h"
#include "nft-message.h"
#include "nft-query.h"
#include <linux/fib_rules.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <linux/xfrm.h>
#include <string.h>
#include <sys/socket.h>

/* A chain that is called by no other but by the kernel, where packets pass that are forwarded. */
static bool is_on_the_way(uint8_t family, const struct vs_nft_attribute *hook)
{
    struct vs_nft_attribute found[NFTA_HOOK_HOOKNUM + 1];
    uint32_t number;
    if (!hook->data)
        return false;
    vs_nft_parse(hook->data, hook->size, found, NFTA_HOOK_HOOKNUM + 1);
    if (vs_nft_take_u32(&found[NFTA_HOOK_HOOKNUM], &number) < 0)
        return true;
    if (family != NFPROTO_INET && family != NFPROTO_IPV4 && family != NFPROTO_IPV6)
        return family == NFPROTO_NETDEV;
    return number != NF_INET_LOCAL_IN && number != NF_INET_LOCAL_OUT;
}

struct search {
    const char *but_of;
    bool has_found;
};

static bool is_own(const struct search *search, const struct nfgenmsg *family,
                   const struct vs_nft_attribute *table)
{
    return family->nfgen_family == NFPROTO_INET && table->data &&
           table->size == strlen(search->but_of) + 1 &&
           !memcmp(table->data, search->but_of, table->size);
}

static int look_at_table(const struct nfgenmsg *family, const void *attributes, size_t size,
                         void *argument)
{
    struct search *search = argument;
    struct vs_nft_attribute found[NFTA_TABLE_NAME + 1];
    vs_nft_parse(attributes, size, found, NFTA_TABLE_NAME + 1);
    if (!is_own(search, family, &found[NFTA_TABLE_NAME]))
        search->has_found = true;
    return 0;
}

static int look_at_chain(const struct nfgenmsg *family, const void *attributes, size_t size,
                         void *argument)
{
    struct search *search = argument;
    struct vs_nft_attribute found[NFTA_CHAIN_HOOK + 1];
    vs_nft_parse(attributes, size, found, NFTA_CHAIN_HOOK + 1);
    if (!is_own(search, family, &found[NFTA_CHAIN_TABLE]) &&
        is_on_the_way(family->nfgen_family, &found[NFTA_CHAIN_HOOK]))
        search->has_found = true;
    return 0;
}

/* Whether one of what is listed is found, or cannot be looked for. */
static bool finds(int nft, uint16_t what, vs_nft_visit *visit, const char *but_of)
{
    struct vs_nft_request request;
    struct search search = {.but_of = but_of};
    vs_nft_begin(&request, what, NFPROTO_UNSPEC);
    request.header.nlmsg_flags |= NLM_F_DUMP;
    return vs_nft_ask(nft, &request, visit, &search) < 0 || search.has_found;
}

/* Tables are few. Of chains our own table alone may have thousands. */
static bool has_chains(const char *but_of)
{
    cleanup_fd int nft = vs_nft_open();
    if (nft < 0)
        return nft != -EOPNOTSUPP;
    return finds(nft, NFT_MSG_GETTABLE, look_at_table, but_of) &&
           finds(nft, NFT_MSG_GETCHAIN, look_at_chain, but_of);
}

/* They list the tables that somebody has used in this namespace. */
static bool has_old_tables(void)
{
    static const char *const FILES[] = {"/proc/self/net/ip_tables_names",
                                        "/proc/self/net/ip6_tables_names"};
    char names[64];
    for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++) {
        int r = vs_file_read(AT_FDCWD, FILES[i], names, sizeof(names));
        if (r != -ENOENT && (r < 0 || names[0] != '\0'))
            return true;
    }
    return false;
}

/* The kernel's own three. Source: fib_default_rules_init(), net/ipv4/fib_rules.c. */
static int look_at_rule(const struct vs_netlink_answer *answer, void *argument)
{
    const struct fib_rule_hdr *rule = answer->fixed;
    uint32_t priority = vs_netlink_find_u32(answer, FRA_PRIORITY, 0);
    bool is_kernels = priority == 0 ? rule->table == RT_TABLE_LOCAL
                                    : (priority == 32766 && rule->table == RT_TABLE_MAIN) ||
                                          (priority == 32767 && rule->table == RT_TABLE_DEFAULT);
    if (!is_kernels || rule->action != FR_ACT_TO_TBL)
        *(bool *)argument = true;
    return 0;
}

static bool has_routing_rules(struct vs_netlink *netlink, uint8_t family)
{
    bool has_found = false;
    const struct fib_rule_hdr all = {.family = family};
    vs_netlink_add(netlink, RTM_GETRULE, NLM_F_DUMP, &all, sizeof(all));
    int r = vs_netlink_ask(netlink, sizeof(all), look_at_rule, &has_found);
    bool is_without = r == -EOPNOTSUPP || r == -EAFNOSUPPORT;
    return has_found || (r < 0 && !is_without);
}

/* Source: xfrm_get_spdinfo(), net/xfrm/xfrm_user.c. */
static bool has_policies(void)
{
    struct {
        struct nlmsghdr header;
        uint32_t flags;
    } request = {
        .header = {sizeof(request), XFRM_MSG_GETSPDINFO, NLM_F_REQUEST, 1, 0},
    };
    struct {
        struct nlmsghdr header;
        uint32_t flags;
        struct nlattr attribute;
        struct xfrmu_spdinfo info;
        uint8_t rest[256];
    } answer = {0};
    cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_XFRM);
    if (fd < 0)
        return errno != EPROTONOSUPPORT;
    if (send(fd, &request, sizeof(request), 0) < 0)
        return errno != ECONNREFUSED; /* the module is not there */
    ssize_t n = recv(fd, &answer, sizeof(answer), 0);
    if (n < (ssize_t)offsetof(__typeof__(answer), rest) ||
        answer.header.nlmsg_type != XFRM_MSG_NEWSPDINFO ||
        answer.attribute.nla_type != XFRMA_SPD_INFO)
        return true;
    return answer.info.incnt || answer.info.outcnt || answer.info.fwdcnt;
}

bool vs_host_has_rules(struct vs_netlink *netlink, const char *but_of_table)
{
    return has_chains(but_of_table) || has_old_tables() || has_routing_rules(netlink, AF_INET) ||
           has_routing_rules(netlink, AF_INET6) || has_policies();
}
