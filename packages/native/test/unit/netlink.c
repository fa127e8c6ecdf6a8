#include "netlink.h"
#include "check.h"
#include "cleanup.h"
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>

#define PAIRS 40

static void add_veth(struct vs_netlink *netlink, const char *name, const char *peer)
{
    const struct ifinfomsg link = {0};
    vs_netlink_add(netlink, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link, sizeof(link));
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    size_t info = vs_netlink_nest(netlink, IFLA_LINKINFO);
    vs_netlink_put_text(netlink, IFLA_INFO_KIND, "veth");
    size_t data = vs_netlink_nest(netlink, IFLA_INFO_DATA);
    size_t other = vs_netlink_nest(netlink, VETH_INFO_PEER);
    /* The peer's fixed part stands before its attributes. */
    struct ifinfomsg *fixed = vs_netlink_room(netlink, sizeof(*fixed));
    CHECK(fixed && fixed->ifi_index == 0);
    vs_netlink_put_text(netlink, IFLA_IFNAME, peer);
    vs_netlink_end(netlink, other);
    vs_netlink_end(netlink, data);
    vs_netlink_end(netlink, info);
}

static void delete_link(struct vs_netlink *netlink, const char *name)
{
    const struct ifinfomsg link = {0};
    vs_netlink_add(netlink, RTM_DELLINK, 0, &link, sizeof(link));
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
}

static int count(const struct vs_netlink_answer *answer, void *argument)
{
    int *links = argument;
    CHECK(vs_netlink_find(answer, IFLA_IFNAME, 1));
    *links += 1;
    return 0;
}

static int stop_at_first(const struct vs_netlink_answer *answer, void *argument)
{
    (void)answer;
    *(int *)argument += 1;
    return 7;
}

static int list(struct vs_netlink *netlink, vs_netlink_visit *visit, int *count_of)
{
    const struct ifinfomsg all = {0};
    *count_of = 0;
    vs_netlink_add(netlink, RTM_GETLINK, NLM_F_DUMP, &all, sizeof(all));
    return vs_netlink_ask(netlink, sizeof(all), visit, count_of);
}

static int note_kind(const struct vs_netlink_answer *answer, void *argument)
{
    const struct vs_netlink_answer info = vs_netlink_inside(answer, IFLA_LINKINFO);
    const char *kind = vs_netlink_find(&info, IFLA_INFO_KIND, 1);
    (void)snprintf(argument, 16, "%s", kind ? kind : "");
    return 0;
}

static int ask_kind(struct vs_netlink *netlink, const char *name, char ret_kind[16])
{
    const struct ifinfomsg link = {0};
    vs_netlink_add(netlink, RTM_GETLINK, 0, &link, sizeof(link));
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    return vs_netlink_ask(netlink, sizeof(link), note_kind, ret_kind);
}

static void test_batch(struct vs_netlink *netlink)
{
    int links;
    char name[16], peer[16], kind[16];
    for (int i = 0; i < PAIRS; i++) {
        (void)snprintf(name, sizeof(name), "a%d", i);
        (void)snprintf(peer, sizeof(peer), "b%d", i);
        add_veth(netlink, name, peer);
    }
    CHECK(vs_netlink_send(netlink) == 0);
    CHECK(list(netlink, count, &links) == 0 && links == 2 * PAIRS + 1);
    /* A dump that was not looked at to its end does not block the next question. */
    CHECK(list(netlink, stop_at_first, &links) == 7 && links == 1);
    CHECK(ask_kind(netlink, "b3", kind) == 0 && !strcmp(kind, "veth"));
    CHECK(ask_kind(netlink, "nobody", kind) == -ENODEV);
    CHECK(if_nametoindex("b39") > 0);
}

static void test_failures(struct vs_netlink *netlink)
{
    char kind[16];
    add_veth(netlink, "c0", "d0");
    add_veth(netlink, "a1", "d1");
    delete_link(netlink, "nobody");
    add_veth(netlink, "c2", "d2");
    CHECK(vs_netlink_send(netlink) == -EEXIST && netlink->failed == 1);
    CHECK(ask_kind(netlink, "c2", kind) == 0); /* those after it were done */
    delete_link(netlink, "nobody");
    vs_netlink_allow(netlink, -ENODEV);
    delete_link(netlink, "c2");
    CHECK(vs_netlink_send(netlink) == 0);
    CHECK(ask_kind(netlink, "c2", kind) == -ENODEV);
    CHECK(vs_netlink_send(netlink) == 0); /* nothing to do */
}

/* The kernel's own words come along. */
static void test_words(struct vs_netlink *netlink)
{
    const struct rtmsg route = {.rtm_family = AF_INET,
                                .rtm_dst_len = 32,
                                .rtm_table = RT_TABLE_MAIN,
                                .rtm_type = RTN_UNICAST};
    const uint8_t to[4] = {192, 0, 2, 1}, via[4] = {198, 51, 100, 1};
    vs_netlink_add(netlink, RTM_NEWROUTE, NLM_F_CREATE, &route, sizeof(route));
    vs_netlink_put(netlink, RTA_DST, to, sizeof(to));
    vs_netlink_put(netlink, RTA_GATEWAY, via, sizeof(via));
    CHECK(vs_netlink_send(netlink) == -ENETUNREACH);
    CHECK(strstr(netlink->why, "invalid gateway"));
}

static void test_too_much(struct vs_netlink *netlink)
{
    const struct ifinfomsg link = {0};
    static const uint8_t LONG[1000];
    for (int i = 0; i < VS_NETLINK_MAX + 1; i++)
        vs_netlink_add(netlink, RTM_GETLINK, 0, &link, sizeof(link));
    CHECK(vs_netlink_send(netlink) == -ENOBUFS);
    vs_netlink_add(netlink, RTM_NEWLINK, 0, &link, sizeof(link));
    for (size_t i = 0; i <= VS_NETLINK_SIZE / sizeof(LONG); i++)
        vs_netlink_put(netlink, IFLA_IFALIAS, LONG, sizeof(LONG));
    CHECK(vs_netlink_send(netlink) == -ENOBUFS);
    CHECK(vs_netlink_send(netlink) == 0);
}

static void test_attributes(void)
{
    _Alignas(4) static const uint8_t BYTES[] = {8, 0, 1, 0, 5, 0, 0, 0, 6, 0, 2, 0, 1, 2, 0, 0,
                                                /* longer than what is there */
                                                200, 0, 3, 0};
    const struct vs_netlink_answer answer = {.attributes = (const void *)BYTES,
                                             .length = sizeof(BYTES)};
    CHECK(vs_netlink_find_u32(&answer, 1, 9) == 5);
    CHECK(vs_netlink_find_u32(&answer, 2, 9) == 9); /* too small for it */
    CHECK(vs_netlink_find(&answer, 2, 2) && !vs_netlink_find(&answer, 3, 0));
    CHECK(vs_netlink_inside(&answer, 4).length == 0);
    CHECK(!vs_netlink_find(&(struct vs_netlink_answer){0}, 1, 0));
}

int main(void)
{
    static struct vs_netlink netlink;
    test_attributes();
    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
        (void)puts("skipped: no network namespace may be made here");
        return 0;
    }
    CHECK(vs_netlink_open(&netlink) == 0);
    test_batch(&netlink);
    test_failures(&netlink);
    test_words(&netlink);
    test_too_much(&netlink);
    vs_netlink_close(&netlink);
    CHECK(netlink.fd == -1);
    return 0;
}
