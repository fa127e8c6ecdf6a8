#include "netlink.h"

const void *vs_netlink_find(const struct vs_netlink_answer *answer, uint16_t type, size_t size)
{
    const struct nlattr *at = answer->attributes;
    size_t left = answer->length;
    while (left >= sizeof(*at) && at->nla_len >= NLA_HDRLEN && at->nla_len <= left) {
        if ((at->nla_type & NLA_TYPE_MASK) == type)
            return at->nla_len >= NLA_HDRLEN + size ? (const uint8_t *)at + NLA_HDRLEN : NULL;
        size_t step = NLA_ALIGN(at->nla_len);
        if (step >= left)
            break;
        left -= step;
        at = (const void *)((const uint8_t *)at + step);
    }
    return NULL;
}

uint32_t vs_netlink_find_u32(const struct vs_netlink_answer *answer, uint16_t type,
                             uint32_t otherwise)
{
    const uint32_t *value = vs_netlink_find(answer, type, sizeof(*value));
    return value ? *value : otherwise;
}

struct vs_netlink_answer vs_netlink_inside(const struct vs_netlink_answer *answer, uint16_t type)
{
    const uint8_t *value = vs_netlink_find(answer, type, 0);
    if (!value)
        return (struct vs_netlink_answer){0};
    const struct nlattr *outer = (const void *)(value - NLA_HDRLEN);
    return (struct vs_netlink_answer){
        .header = answer->header,
        .attributes = (const void *)value,
        .length = outer->nla_len - NLA_HDRLEN,
    };
}
