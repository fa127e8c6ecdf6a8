#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "hand.h"
#include "pipe-relay.h"

#define HEAD_SIZE  (uint32_t)sizeof(struct vs_frame)
#define SIGNAL_MAX 64

static uint32_t payload_size(const struct pipe_relay *relay)
{
    struct vs_frame frame;
    memcpy(&frame, relay->head, sizeof(frame));
    return frame.size;
}

static uint32_t frame_type(const struct pipe_relay *relay)
{
    struct vs_frame frame;
    memcpy(&frame, relay->head, sizeof(frame));
    return frame.type;
}

/* Control frames carry exactly this much. */
static int wanted_size(uint32_t type, uint32_t *ret_size)
{
    switch (type) {
    case VS_FRAME_ATTACH:
        *ret_size = 8;
        return 0;
    case VS_FRAME_CREDIT:
    case VS_FRAME_SIGNAL:
    case VS_FRAME_RESIZE: /* there is nothing to resize; who sends it to all consoles may */
        *ret_size = 4;
        return 0;
    case VS_FRAME_END_INPUT:
    case VS_FRAME_HANGUP:
        *ret_size = 0;
        return 0;
    default:
        return -EPROTO;
    }
}

static int begin_frame(struct pipe_relay *relay)
{
    uint32_t type = frame_type(relay), size = payload_size(relay), wanted;
    if ((type == VS_FRAME_ATTACH) == relay->attached)
        return -EPROTO;
    if (type != VS_FRAME_INPUT) {
        int r = wanted_size(type, &wanted);
        return r < 0 || size != wanted ? -EPROTO : 0;
    }
    if (size > VS_FRAME_MAX || relay->input_ended || size > relay->granted - relay->taken)
        return -EPROTO;
    relay->payload_left = size;
    return 0;
}

static int add_credit(struct pipe_relay *relay, uint32_t credit)
{
    relay->credit += credit;
    if (relay->credit > UINT32_MAX)
        relay->credit = UINT32_MAX;
    return 0;
}

static int obey(struct pipe_relay *relay, struct pipe_wish *ret_wish)
{
    uint32_t number = 0;
    memcpy(&number, relay->head + HEAD_SIZE, sizeof(number));
    switch (frame_type(relay)) {
    case VS_FRAME_ATTACH:
        relay->attached = true;
        return 0;
    case VS_FRAME_CREDIT:
        return add_credit(relay, number);
    case VS_FRAME_END_INPUT:
        relay->input_ended = true;
        return 0;
    case VS_FRAME_SIGNAL:
        if (number < 1 || number > SIGNAL_MAX)
            return -EPROTO;
        ret_wish->signal = number;
        return 0;
    case VS_FRAME_HANGUP:
        ret_wish->hang_up = true;
        return 0;
    default:
        return 0;
    }
}

/* What the program does not read any more is taken all the same: its output is still wanted. */
static void keep_input(struct pipe_relay *relay, const uint8_t *bytes, uint32_t size)
{
    uint32_t at = (uint32_t)(relay->taken & (VS_RELAY_INPUT - 1));
    uint32_t until_wrap = VS_RELAY_INPUT - at;
    uint32_t first = size < until_wrap ? size : until_wrap;
    memcpy(relay->input + at, bytes, first);
    memcpy(relay->input, bytes + first, size - first);
    relay->taken += size;
}

static uint32_t take_payload(struct pipe_relay *relay, const uint8_t *bytes, uint32_t size)
{
    uint32_t part = size < relay->payload_left ? size : relay->payload_left;
    keep_input(relay, bytes, part);
    relay->payload_left -= part;
    return part;
}

static uint32_t take_head(struct pipe_relay *relay, const uint8_t *bytes, uint32_t size,
                          uint32_t wanted)
{
    uint32_t missing = wanted - relay->head_have;
    uint32_t part = size < missing ? size : missing;
    memcpy(relay->head + relay->head_have, bytes, part);
    relay->head_have += part;
    return part;
}

static int parse(struct pipe_relay *relay, const uint8_t *bytes, uint32_t size,
                 struct pipe_wish *ret_wish)
{
    for (uint32_t at = 0; at < size;) {
        if (relay->payload_left) {
            at += take_payload(relay, bytes + at, size - at);
            continue;
        }
        if (relay->head_have < HEAD_SIZE) {
            at += take_head(relay, bytes + at, size - at, HEAD_SIZE);
            if (relay->head_have < HEAD_SIZE)
                return 0;
            int r = begin_frame(relay);
            if (r < 0)
                return r;
        }
        bool is_input = frame_type(relay) == VS_FRAME_INPUT;
        uint32_t whole = HEAD_SIZE + (is_input ? 0 : payload_size(relay));
        at += take_head(relay, bytes + at, size - at, whole);
        if (relay->head_have < whole)
            return 0;
        int r = is_input ? 0 : obey(relay, ret_wish);
        relay->head_have = 0;
        if (r < 0)
            return r;
    }
    return 0;
}

static ssize_t receive(struct pipe_relay *relay, int *ret_handed)
{
    size_t size = sizeof(relay->received);
    if (relay->is_fresh)
        return vs_hand_receive(relay->viewer_fd, relay->received, size, ret_handed);
    *ret_handed = -1;
    ssize_t n = recv(relay->viewer_fd, relay->received, size, MSG_DONTWAIT);
    return n < 0 ? -errno : n;
}

int pipe_relay_receive(struct pipe_relay *relay, struct pipe_wish *ret_wish)
{
    int handed;
    ssize_t n = receive(relay, &handed);
    if (n < 0)
        return n == -EAGAIN || n == -EINTR ? 0 : (int)n;
    if (n == 0)
        return -ENOTCONN;
    relay->is_fresh = false;
    if (handed < 0)
        return parse(relay, relay->received, (uint32_t)n, ret_wish);
    vs_close_fd(&relay->viewer_fd);
    relay->viewer_fd = handed;
    return 0;
}

bool pipe_relay_has_input(const struct pipe_relay *relay)
{
    return relay->written < relay->taken;
}

void pipe_relay_feed(struct pipe_relay *relay)
{
    while (relay->input_fd >= 0 && pipe_relay_has_input(relay)) {
        uint32_t at = (uint32_t)(relay->written & (VS_RELAY_INPUT - 1));
        uint64_t left = relay->taken - relay->written;
        size_t size = left < VS_RELAY_INPUT - at ? (size_t)left : VS_RELAY_INPUT - at;
        ssize_t n = write(relay->input_fd, relay->input + at, size);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n < 0)
            vs_close_fd(&relay->input_fd);
        else
            relay->written += (uint64_t)n;
    }
    if (relay->input_fd < 0)
        relay->written = relay->taken;
    else if (relay->input_ended)
        vs_close_fd(&relay->input_fd);
}
