/* For the unit tests of the firewall's table. */
#pragma once
#include "check.h"
#include "firewall-sink.h"
#include <arpa/inet.h>
#include <string.h>

static inline struct vs_address address(const char *from, uint8_t prefix)
{
    struct vs_address result = {.family = strchr(from, ':') ? 6 : 4, .prefix = prefix};
    CHECK(inet_pton(result.family == 6 ? AF_INET6 : AF_INET, from, result.bytes) == 1);
    return result;
}

/* A guest with a rule of each kind and forwards of both. */
static inline struct vs_firewall_record example(void)
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
