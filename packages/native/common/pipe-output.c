#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "pipe-relay.h"

/* Less is not worth a frame, unless the viewer may send nothing more. */
#define GRANT_STEP (VS_RELAY_INPUT / 4)

struct output_head {
    struct vs_frame frame;
    uint64_t offset;
};

static const uint32_t TYPES[PIPE_OUTPUTS] = {
    [PIPE_OUTPUT] = VS_FRAME_OUTPUT,
    [PIPE_ERROR] = VS_FRAME_ERROR_OUTPUT,
};

void pipe_relay_init(struct pipe_relay *relay, int input_fd, int output_fd, int error_fd)
{
    memset(relay, 0,
           offsetof(struct pipe_relay, input)); /* the rest is not touched until it is used */
    relay->viewer_fd = -1;
    relay->input_fd = input_fd;
    relay->outputs[PIPE_OUTPUT].fd = output_fd;
    relay->outputs[PIPE_ERROR].fd = error_fd;
}

void pipe_relay_attach(struct pipe_relay *relay, int viewer_fd)
{
    relay->viewer_fd = viewer_fd;
    relay->is_fresh = true;
}

void pipe_relay_close(struct pipe_relay *relay)
{
    vs_close_fd(&relay->viewer_fd);
    vs_close_fd(&relay->input_fd);
    for (int i = 0; i < PIPE_OUTPUTS; i++)
        vs_close_fd(&relay->outputs[i].fd);
}

static void put(struct pipe_relay *relay, const void *bytes, size_t size)
{
    memcpy(relay->out, bytes, size);
    relay->out_start = 0;
    relay->out_end = (uint32_t)size;
}

static bool compose_grant(struct pipe_relay *relay)
{
    uint64_t free = relay->written + VS_RELAY_INPUT - relay->granted;
    bool is_stuck = relay->granted == relay->taken;
    if (!relay->attached || relay->input_ended || free == 0 || (free < GRANT_STEP && !is_stuck))
        return false;
    struct {
        struct vs_frame frame;
        uint32_t bytes;
    } grant = {{VS_FRAME_INPUT_CREDIT, sizeof(grant.bytes)}, (uint32_t)free};
    put(relay, &grant, sizeof(grant));
    relay->granted += free;
    return true;
}

/* Reads one pipe right behind the place of the frame's head. */
static bool compose_output(struct pipe_relay *relay, int which)
{
    struct pipe_output *output = &relay->outputs[which];
    size_t room = relay->credit < VS_RELAY_CHUNK ? (size_t)relay->credit : VS_RELAY_CHUNK;
    if (output->fd < 0 || room == 0 || !relay->attached)
        return false;
    ssize_t n = read(output->fd, relay->out + sizeof(struct output_head), room);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n <= 0) {
        vs_close_fd(&output->fd);
        return false;
    }
    struct output_head head = {{TYPES[which], (uint32_t)n + 8}, output->offset};
    memcpy(relay->out, &head, sizeof(head));
    relay->out_start = 0;
    relay->out_end = (uint32_t)(sizeof(head) + (size_t)n);
    relay->credit -= (uint64_t)n;
    output->offset += (uint64_t)n;
    return true;
}

static bool compose(struct pipe_relay *relay)
{
    if (compose_grant(relay))
        return true;
    for (int i = 0; i < PIPE_OUTPUTS; i++) {
        int which = (relay->turn + i) % PIPE_OUTPUTS;
        if (!compose_output(relay, which))
            continue;
        relay->turn = (which + 1) % PIPE_OUTPUTS;
        return true;
    }
    return false;
}

static int flush(struct pipe_relay *relay)
{
    while (relay->out_start < relay->out_end) {
        ssize_t n = send(relay->viewer_fd, relay->out + relay->out_start,
                         relay->out_end - relay->out_start, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0)
            return errno == EINTR ? -EAGAIN : -errno;
        relay->out_start += (uint32_t)n;
    }
    return 0;
}

int pipe_relay_send(struct pipe_relay *relay)
{
    do {
        int r = flush(relay);
        if (r < 0)
            return r == -EAGAIN ? 0 : r;
    } while (compose(relay));
    return 0;
}

void pipe_relay_discard(struct pipe_relay *relay)
{
    for (int i = 0; i < PIPE_OUTPUTS; i++) {
        if (relay->outputs[i].fd < 0)
            continue;
        ssize_t n = read(relay->outputs[i].fd, relay->out, sizeof(relay->out));
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            vs_close_fd(&relay->outputs[i].fd);
    }
}

void pipe_relay_exit(struct pipe_relay *relay, int32_t status)
{
    struct {
        struct vs_frame frame;
        int32_t status;
    } end = {{VS_FRAME_EXIT, sizeof(status)}, status};
    put(relay, &end, sizeof(end));
}

short pipe_relay_viewer_events(const struct pipe_relay *relay)
{
    return (short)(POLLIN | (relay->out_start < relay->out_end ? POLLOUT : 0));
}

short pipe_relay_output_events(const struct pipe_relay *relay)
{
    bool is_free = relay->out_start == relay->out_end && relay->attached && relay->credit > 0;
    return relay->viewer_fd < 0 || is_free ? POLLIN : 0;
}

bool pipe_relay_is_ended(const struct pipe_relay *relay)
{
    return relay->outputs[PIPE_OUTPUT].fd < 0 && relay->outputs[PIPE_ERROR].fd < 0;
}
