#include "hand.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "protocol-frame.h"
#include "socket.h"

static bool is_stream(int fd)
{
    int type = 0;
    socklen_t size = sizeof(type);
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

ssize_t vs_hand_receive(int fd, void *ret_bytes, size_t size, int *ret_handed)
{
    static const struct vs_frame HAND = {VS_FRAME_HAND, 0};
    cleanup_fd int handed = -1;
    *ret_handed = -1;
    ssize_t length = vs_socket_receive(fd, ret_bytes, size, &handed);
    if (length < 0 || handed < 0)
        return length;
    if (length != sizeof(HAND) || memcmp(ret_bytes, &HAND, sizeof(HAND)) || !is_stream(handed))
        return -EPROTO;
    *ret_handed = vs_steal_fd(&handed);
    return length;
}
