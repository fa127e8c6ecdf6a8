#include "pty-viewer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hand.h"
#include "protocol.h"
#include "pty-observer.h"

#define HEAD_SIZE    sizeof(struct vs_frame)
#define SIZE_MAXIMUM 4096 /* columns or rows; beyond it nobody means it */

/* Control frames carry exactly this much; INPUT anything up to VS_FRAME_MAX. */
static const uint8_t PAYLOAD_SIZE[] = {
    [VS_FRAME_ATTACH] = 8, [VS_FRAME_INPUT] = 0,  [VS_FRAME_RESIZE] = 4,
    [VS_FRAME_CREDIT] = 4, [VS_FRAME_HANGUP] = 0, [VS_FRAME_OBSERVE] = sizeof(struct vs_observe),
    [VS_FRAME_LEAVE] = 0,
};

void pty_viewer_open(struct pty_viewer *viewer, int fd, int64_t now)
{
    viewer->fd = fd;
    viewer->is_fresh = true;
    viewer->attached = viewer->exit_sent = viewer->input_blocked = false;
    viewer->observes = viewer->is_lossless = viewer->takes_input = false;
    viewer->leaves = false;
    viewer->next = viewer->next_mark = viewer->credit = viewer->window = 0;
    viewer->since = now;
    viewer->held_since = -1;
    viewer->frame_have = viewer->frame_size = viewer->frame_type = viewer->head_have = 0;
    viewer->in_start = viewer->in_end = viewer->out_start = viewer->out_end = 0;
    viewer->typed_start = viewer->typed_size = viewer->input_owed = 0;
}

ssize_t pty_viewer_receive(struct pty_viewer *viewer, int *ret_handed)
{
    *ret_handed = -1;
    if (viewer->in_start == viewer->in_end)
        viewer->in_start = viewer->in_end = 0;
    size_t room = sizeof(viewer->buffer->in) - viewer->in_end;
    if (!room)
        return 0;
    uint8_t *in = viewer->buffer->in + viewer->in_end;
    ssize_t size = viewer->is_fresh ? vs_hand_receive(viewer->fd, in, room, ret_handed)
                                    : recv(viewer->fd, in, room, MSG_DONTWAIT);
    if (size < 0)
        return viewer->is_fresh ? size : -errno;
    if (!size)
        return -ENOTCONN;
    viewer->is_fresh = false;
    viewer->in_end += *ret_handed < 0 ? (uint32_t)size : 0;
    return size;
}

static uint32_t take(struct pty_viewer *viewer, void *ret_bytes, uint32_t wanted)
{
    uint32_t have = viewer->in_end - viewer->in_start;
    uint32_t size = have < wanted ? have : wanted;
    memcpy(ret_bytes, viewer->buffer->in + viewer->in_start, size);
    viewer->in_start += size;
    return size;
}

/* The first frame attaches, and no other; who observes gives credit and nothing else. */
static bool is_allowed(const struct pty_viewer *viewer, uint32_t type)
{
    bool attaches = type == VS_FRAME_ATTACH || type == VS_FRAME_OBSERVE;
    bool is_known = type >= VS_FRAME_ATTACH && type <= VS_FRAME_LEAVE && type != VS_FRAME_HAND;
    if (!is_known || attaches == viewer->attached)
        return false;
    return !viewer->observes || type == VS_FRAME_CREDIT;
}

/* Reads the frame's head: 1 when it is complete, 0 when bytes are missing, -EPROTO. */
static int parse_head(struct pty_viewer *viewer)
{
    uint32_t missing = (uint32_t)HEAD_SIZE - viewer->head_have;
    viewer->head_have += take(viewer, viewer->head + viewer->head_have, missing);
    if (viewer->head_have < HEAD_SIZE)
        return 0;
    if (viewer->frame_type)
        return 1;
    struct vs_frame frame;
    memcpy(&frame, viewer->head, sizeof(frame));
    if (!is_allowed(viewer, frame.type))
        return -EPROTO;
    bool is_input = frame.type == VS_FRAME_INPUT;
    if (is_input ? frame.size > VS_FRAME_MAX : frame.size != PAYLOAD_SIZE[frame.type])
        return -EPROTO;
    viewer->frame_type = frame.type;
    viewer->frame_size = frame.size;
    viewer->frame_have = 0;
    return 1;
}

static void end_frame(struct pty_viewer *viewer)
{
    viewer->head_have = 0;
    viewer->frame_type = 0;
}

static int attach(struct pty_viewer *viewer, const struct pty_ring *ring)
{
    uint64_t offset;
    memcpy(&offset, viewer->control, sizeof(offset));
    uint64_t first = pty_ring_start(ring);
    viewer->attached = true;
    viewer->input_owed = VS_PTY_TYPED_ROOM;
    viewer->next = offset == 0 ? first : offset > ring->next ? ring->next : offset;
    struct {
        struct vs_frame frame;
        uint64_t first, next;
    } hello = {{VS_FRAME_HELLO, 16}, first, ring->next};
    memcpy(viewer->buffer->out, &hello, sizeof(hello));
    viewer->out_start = 0;
    viewer->out_end = sizeof(hello);
    return VS_VIEWER_ATTACH;
}

static int resize(const struct pty_viewer *viewer)
{
    uint16_t columns, rows;
    pty_viewer_size(viewer, &columns, &rows);
    bool is_sane = columns && rows && columns <= SIZE_MAXIMUM && rows <= SIZE_MAXIMUM;
    return is_sane ? VS_VIEWER_RESIZE : -EPROTO;
}

static int add_credit(struct pty_viewer *viewer)
{
    uint32_t credit;
    memcpy(&credit, viewer->control, sizeof(credit));
    viewer->credit += credit;
    if (viewer->credit > UINT32_MAX)
        viewer->credit = UINT32_MAX;
    if (viewer->window < viewer->credit)
        viewer->window = viewer->credit;
    return VS_VIEWER_CREDIT;
}

static int parse_control(struct pty_viewer *viewer, const struct pty_ring *ring)
{
    uint32_t missing = viewer->frame_size - viewer->frame_have;
    viewer->frame_have += take(viewer, viewer->control + viewer->frame_have, missing);
    if (viewer->frame_have < viewer->frame_size)
        return VS_VIEWER_MORE;
    uint32_t type = viewer->frame_type;
    end_frame(viewer);
    if (type == VS_FRAME_ATTACH)
        return attach(viewer, ring);
    if (type == VS_FRAME_OBSERVE) {
        int r = pty_observer_attach(viewer, ring);
        return r < 0 ? r : VS_VIEWER_ATTACH;
    }
    if (type == VS_FRAME_RESIZE)
        return resize(viewer);
    if (type == VS_FRAME_LEAVE) {
        viewer->leaves = true;
        return VS_VIEWER_LEAVE;
    }
    return type == VS_FRAME_CREDIT ? add_credit(viewer) : VS_VIEWER_HANGUP;
}

int pty_viewer_parse(struct pty_viewer *viewer, const struct pty_ring *ring)
{
    int r = parse_head(viewer);
    if (r <= 0)
        return r < 0 ? r : VS_VIEWER_MORE;
    if (viewer->frame_type != VS_FRAME_INPUT)
        return parse_control(viewer, ring);
    if (viewer->frame_have == viewer->frame_size) {
        end_frame(viewer);
        return viewer->in_start < viewer->in_end ? pty_viewer_parse(viewer, ring) : VS_VIEWER_MORE;
    }
    return viewer->in_start < viewer->in_end ? VS_VIEWER_INPUT : VS_VIEWER_MORE;
}

const uint8_t *pty_viewer_input(const struct pty_viewer *viewer, size_t *ret_size)
{
    uint32_t missing = viewer->frame_size - viewer->frame_have;
    uint32_t have = viewer->in_end - viewer->in_start;
    *ret_size = have < missing ? have : missing;
    return viewer->buffer->in + viewer->in_start;
}

void pty_viewer_input_done(struct pty_viewer *viewer, size_t size)
{
    viewer->in_start += (uint32_t)size;
    viewer->frame_have += (uint32_t)size;
}

void pty_viewer_size(const struct pty_viewer *viewer, uint16_t *ret_columns, uint16_t *ret_rows)
{
    memcpy(ret_columns, viewer->control, 2);
    memcpy(ret_rows, viewer->control + 2, 2);
}

static void compose_lost(struct pty_viewer *viewer, uint64_t to)
{
    struct {
        struct vs_frame frame;
        uint64_t from, to;
    } lost = {{VS_FRAME_LOST, 16}, viewer->next, to};
    memcpy(viewer->buffer->out, &lost, sizeof(lost));
    viewer->out_end = sizeof(lost);
    viewer->next = to;
}

static void compose_output(struct pty_viewer *viewer, const struct pty_ring *ring)
{
    uint64_t size = ring->next - viewer->next;
    size = size < viewer->credit ? size : viewer->credit;
    size = size < VS_PTY_CHUNK ? size : VS_PTY_CHUNK;
    size = pty_observer_limit(viewer, size);
    struct {
        struct vs_frame frame;
        uint64_t offset;
    } head = {{VS_FRAME_OUTPUT, (uint32_t)size + 8}, viewer->next};
    memcpy(viewer->buffer->out, &head, sizeof(head));
    pty_ring_copy(ring, viewer->next, viewer->buffer->out + sizeof(head), size);
    viewer->out_end = (uint32_t)(sizeof(head) + size);
    viewer->next += size;
    viewer->credit -= size;
}

static void compose_grant(struct pty_viewer *viewer)
{
    struct {
        struct vs_frame frame;
        uint32_t bytes;
    } grant = {{VS_FRAME_INPUT_CREDIT, sizeof(grant.bytes)}, viewer->input_owed};
    memcpy(viewer->buffer->out, &grant, sizeof(grant));
    viewer->out_end = sizeof(grant);
    viewer->input_owed = 0;
}

static void compose_exit(struct pty_viewer *viewer, int32_t status)
{
    struct vs_frame frame = {VS_FRAME_EXIT, sizeof(status)};
    memcpy(viewer->buffer->out, &frame, sizeof(frame));
    memcpy(viewer->buffer->out + sizeof(frame), &status, sizeof(status));
    viewer->out_end = sizeof(frame) + sizeof(status);
    viewer->exit_sent = true;
}

/* Puts the next frame into the empty `out`; false when there is none to send now. */
static bool compose(struct pty_viewer *viewer, const struct pty_ring *ring, const int32_t *status)
{
    viewer->out_start = viewer->out_end = 0;
    if (!viewer->attached || viewer->exit_sent)
        return false;
    if (viewer->input_owed >= VS_PTY_TYPED_PORTION)
        compose_grant(viewer);
    else if (viewer->next < pty_ring_first(ring))
        compose_lost(viewer, pty_ring_start(ring));
    else if (pty_observer_compose(viewer))
        return true;
    else if (viewer->next < ring->next && viewer->credit)
        compose_output(viewer, ring);
    else if (viewer->next == ring->next && status)
        compose_exit(viewer, *status);
    return viewer->out_end > 0;
}

int pty_viewer_send(struct pty_viewer *viewer, const struct pty_ring *ring, const int32_t *status)
{
    int sent = 0;
    while (viewer->out_start < viewer->out_end || compose(viewer, ring, status)) {
        ssize_t size = send(viewer->fd, viewer->buffer->out + viewer->out_start,
                            viewer->out_end - viewer->out_start, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0)
            return errno == EAGAIN ? sent : -errno;
        viewer->out_start += (uint32_t)size;
        sent = 1;
    }
    return sent;
}

uint64_t pty_viewer_taken(const struct pty_viewer *viewer)
{
    bool acknowledges = viewer->window <= VS_PTY_RING_SIZE;
    return viewer->next - (acknowledges ? viewer->window - viewer->credit : 0);
}

bool pty_viewer_is_behind(const struct pty_viewer *viewer, const struct pty_ring *ring)
{
    return viewer->out_start < viewer->out_end ||
           (viewer->attached && (viewer->next < ring->next || pty_observer_is_behind(viewer)));
}

bool pty_viewer_is_done(const struct pty_viewer *viewer)
{
    return viewer->exit_sent && viewer->out_start == viewer->out_end;
}
