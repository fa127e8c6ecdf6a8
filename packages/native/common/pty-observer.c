#include "pty-observer.h"

#include <errno.h>
#include <string.h>

#include "protocol.h"

/* Where it goes on, or else where what is kept begins. */
static uint64_t find_start(const struct pty_ring *ring, uint64_t wanted)
{
    if (wanted < pty_ring_first(ring))
        return pty_ring_start(ring);
    return wanted < ring->next ? wanted : ring->next;
}

int pty_observer_attach(struct pty_viewer *viewer, const struct pty_ring *ring)
{
    const struct pty_marks *marks = viewer->marks;
    struct vs_observe wanted;
    memcpy(&wanted, viewer->control, sizeof(wanted));
    if (wanted.flags & ~(uint32_t)(VS_OBSERVE_LOSSLESS | VS_OBSERVE_INPUT) || wanted.reserved)
        return -EPROTO;
    viewer->attached = viewer->observes = true;
    viewer->is_lossless = wanted.flags & VS_OBSERVE_LOSSLESS;
    viewer->takes_input = wanted.flags & VS_OBSERVE_INPUT;
    viewer->next = find_start(ring, wanted.offset);
    viewer->next_mark = pty_marks_find(marks, wanted.mark);
    struct {
        struct vs_frame frame;
        struct vs_observing payload;
    } hello = {{VS_FRAME_OBSERVING, sizeof(hello.payload)},
               {.first = pty_ring_start(ring),
                .next = ring->next,
                .first_mark = marks->first,
                .next_mark = marks->next,
                .time_us = pty_marks_now(),
                .columns = marks->columns,
                .rows = marks->rows}};
    memcpy(viewer->buffer->out, &hello, sizeof(hello));
    viewer->out_start = 0;
    viewer->out_end = sizeof(hello);
    return 0;
}

/* The next mark that it wants, passing over others. False when there is none. */
static bool find_mark(struct pty_viewer *viewer, void *ret_bytes, struct pty_mark *ret_mark)
{
    const struct pty_marks *marks = viewer->marks;
    while (viewer->next_mark < marks->next) {
        *ret_mark = pty_marks_get(marks, viewer->next_mark, ret_bytes, VS_PTY_CHUNK);
        if (viewer->takes_input || ret_mark->kind == VS_MARK_SIZE)
            return true;
        viewer->next_mark += sizeof(*ret_mark) + ret_mark->size;
    }
    return false;
}

/* Marks were overwritten before they were taken: it was not lossless. */
static void compose_lost_marks(struct pty_viewer *viewer)
{
    struct {
        struct vs_frame frame;
        struct vs_mark payload;
    } lost = {{VS_FRAME_MARK, sizeof(lost.payload)},
              {.next_mark = viewer->marks->first,
               .offset = viewer->next,
               .time_us = pty_marks_now(),
               .kind = VS_MARK_LOST}};
    memcpy(viewer->buffer->out, &lost, sizeof(lost));
    viewer->out_end = sizeof(lost);
    viewer->next_mark = viewer->marks->first;
}

bool pty_observer_compose(struct pty_viewer *viewer)
{
    struct {
        struct vs_frame frame;
        struct vs_mark payload;
    } head = {{VS_FRAME_MARK, 0}, {0}};
    struct pty_mark mark;
    if (!viewer->observes)
        return false;
    if (viewer->next_mark < viewer->marks->first) {
        compose_lost_marks(viewer);
        return true;
    }
    if (!find_mark(viewer, viewer->buffer->out + sizeof(head), &mark) || mark.offset > viewer->next)
        return false;
    viewer->next_mark += sizeof(mark) + mark.size;
    head.frame.size = (uint32_t)sizeof(head.payload) + mark.size;
    head.payload = (struct vs_mark){.next_mark = viewer->next_mark,
                                    .offset = mark.offset,
                                    .time_us = mark.time_us,
                                    .kind = mark.kind};
    memcpy(viewer->buffer->out, &head, sizeof(head));
    viewer->out_end = (uint32_t)sizeof(head) + mark.size;
    return true;
}

uint64_t pty_observer_limit(struct pty_viewer *viewer, uint64_t size)
{
    struct pty_mark mark;
    uint8_t none[1];
    const struct pty_marks *marks = viewer->marks;
    if (!viewer->observes || viewer->next_mark >= marks->next)
        return size;
    mark = pty_marks_get(marks, viewer->next_mark, none, 0);
    uint64_t until = mark.offset - viewer->next;
    return until < size ? until : size;
}

bool pty_observer_is_behind(const struct pty_viewer *viewer)
{
    return viewer->observes && viewer->next_mark < viewer->marks->next;
}

bool pty_observer_is_lost(const struct pty_viewer *viewer, const struct pty_ring *ring)
{
    return viewer->observes && !viewer->is_lossless && viewer->next < pty_ring_first(ring);
}

bool pty_observer_holds(const struct pty_viewer *viewer, const struct pty_ring *ring)
{
    if (viewer->fd < 0 || !viewer->is_lossless)
        return false;
    return ring->next - viewer->next > VS_PTY_RING_SIZE / 2 ||
           viewer->marks->next - viewer->next_mark > VS_PTY_MARKS_SIZE / 2;
}
