/* Programs that see an address on its way between a system call and a socket. */
#pragma once
#include "shared-socket.h"
#include <linux/in.h>

#define STREAM   1 /* SOCK_STREAM; <sys/socket.h> is not for this target */
#define FAMILY4  2 /* AF_INET */
#define FAMILY6  10
#define E_INVAL  22
#define E_PERM   1
#define E_NOADDR 99  /* EADDRNOTAVAIL */
#define E_NET    101 /* ENETUNREACH */
#define E_HOST   113 /* EHOSTUNREACH */

enum { DENY = 0, ALLOW = 1, ALLOW_LOW_PORT = 3 /* without CAP_NET_BIND_SERVICE */ };

INLINE int deny(int error)
{
    bpf_set_retval(-error);
    return DENY;
}

INLINE struct vs_shared_ip6 user_ip6(const struct bpf_sock_addr *context)
{
    return (struct vs_shared_ip6){
        {context->user_ip6[0], context->user_ip6[1], context->user_ip6[2], context->user_ip6[3]}};
}

INLINE void set_user_ip6(struct bpf_sock_addr *context, const struct vs_shared_ip6 *ip)
{
    context->user_ip6[0] = ip->words[0];
    context->user_ip6[1] = ip->words[1];
    context->user_ip6[2] = ip->words[2];
    context->user_ip6[3] = ip->words[3];
}

INLINE void set_mapped4(struct bpf_sock_addr *context, uint32_t ip)
{
    context->user_ip6[0] = 0;
    context->user_ip6[1] = 0;
    context->user_ip6[2] = HTONL(0xffff);
    context->user_ip6[3] = ip;
}

/* A network namespace that the guest made for itself is its own business. */
INLINE bool is_elsewhere(void *context, const struct vs_shared_config *guest)
{
    return bpf_get_netns_cookie(context) != guest->netns;
}
