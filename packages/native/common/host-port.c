#include "host-port.h"
#include "cleanup.h"
#include "parse-network.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static struct vs_address address_of(const struct sockaddr *socket_address)
{
    struct vs_address address = {0};
    if (socket_address && socket_address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)socket_address;
        address.family = 4;
        address.prefix = 32;
        memcpy(address.bytes, &in->sin_addr, sizeof(in->sin_addr));
    } else if (socket_address && socket_address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)socket_address;
        address.family = 6;
        address.prefix = 128;
        memcpy(address.bytes, &in6->sin6_addr, sizeof(in6->sin6_addr));
    }
    return address;
}

int vs_host_addresses(struct vs_host_addresses *ret_addresses)
{
    struct ifaddrs *all;
    if (getifaddrs(&all) < 0)
        return -errno;
    ret_addresses->count = 0;
    for (struct ifaddrs *at = all; at && ret_addresses->count < VS_HOST_ADDRESSES_MAX;
         at = at->ifa_next) {
        struct vs_address address = address_of(at->ifa_addr);
        if (vs_address_is_unicast(&address))
            ret_addresses->addresses[ret_addresses->count++] = address;
    }
    freeifaddrs(all);
    return 0;
}

static int take(int fd, const struct vs_address *address, uint16_t port)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    memcpy(&in.sin_addr, address->bytes, sizeof(in.sin_addr));
    memcpy(&in6.sin6_addr, address->bytes, sizeof(in6.sin6_addr));
    bool is_6 = address->family == 6;
    return bind(fd, is_6 ? (void *)&in6 : (void *)&in, is_6 ? sizeof(in6) : sizeof(in));
}

int vs_host_port_check(const struct vs_address *address, uint8_t protocol, uint16_t port)
{
    static const int ONE = 1;
    bool is_tcp = protocol == IPPROTO_TCP;
    cleanup_fd int fd = socket(address->family == 6 ? AF_INET6 : AF_INET,
                               (is_tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno == EAFNOSUPPORT ? -EADDRNOTAVAIL : -errno;
    /* Else what is left of an ended connection would hold the port as well. */
    if (is_tcp && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &ONE, sizeof(ONE)) < 0)
        return -errno;
    if (address->family == 6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &ONE, sizeof(ONE)) < 0)
        return -errno;
    return take(fd, address, port) < 0 ? -errno : 0;
}
