#include "pty-typed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "pty-pace.h"
#include "pty-prompt.h"

#define MASK    (VS_PTY_TYPED_SIZE - 1)
#define AT_ONCE 4096u /* as much as a line discipline takes, and a mark may have */

static uint32_t smaller(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

bool pty_typed_take(struct pty_viewer *viewer)
{
    size_t size;
    const uint8_t *bytes = pty_viewer_input(viewer, &size);
    if (!viewer->typed_size)
        viewer->typed_start = 0; /* touches few pages */
    uint32_t end = viewer->typed_start + viewer->typed_size;
    uint32_t kept = smaller((uint32_t)size, VS_PTY_TYPED_SIZE - viewer->typed_size);
    uint32_t before_wrap = smaller(kept, VS_PTY_TYPED_SIZE - (end & MASK));
    memcpy(viewer->buffer->typed + (end & MASK), bytes, before_wrap);
    memcpy(viewer->buffer->typed, bytes + before_wrap, kept - before_wrap);
    viewer->typed_size += kept;
    pty_viewer_input_done(viewer, kept);
    return kept == size;
}

/* Up to the end of a line, or all. */
static uint32_t line_size(const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        if (bytes[i] == '\r' || bytes[i] == '\n')
            return i + 1;
    return size;
}

/* How many of the bytes that are typed now are a secret. */
static uint32_t count_hidden(const struct pty_server *server, const uint8_t *bytes, uint32_t size)
{
    if (!server->marks.keeps_input)
        return 0;
    switch (pty_marks_echo(server->master_fd)) {
    case PTY_ECHO_OFF:
        return size;
    case PTY_ECHO_BY_PROGRAM:
        return pty_prompt_is_secret(&server->ring) ? line_size(bytes, size) : 0;
    default:
        return 0;
    }
}

/* Bytes written, 0 when the pty is full, or -errno. */
static ssize_t write_some(struct pty_server *server, const struct pty_viewer *viewer)
{
    uint32_t start = viewer->typed_start & MASK;
    uint32_t size = smaller(viewer->typed_size, smaller(AT_ONCE, VS_PTY_TYPED_SIZE - start));
    const uint8_t *bytes = viewer->buffer->typed + start;
    uint32_t hidden = count_hidden(server, bytes, size);
    ssize_t written = write(server->master_fd, bytes, size);
    if (written < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    hidden = smaller(hidden, (uint32_t)written);
    pty_marks_add_input(&server->marks, server->ring.next, bytes, hidden, true);
    pty_marks_add_input(&server->marks, server->ring.next, bytes + hidden,
                        (uint32_t)written - hidden, false);
    return written;
}

int pty_typed_flush(struct pty_server *server, struct pty_viewer *viewer)
{
    while (viewer->typed_size) {
        ssize_t gone = viewer->typed_size; /* a hung-up line swallows it */
        if (!server->hung_up && !server->exited)
            gone = pty_pace_is_input_held(server) ? 0 : write_some(server, viewer);
        if (gone <= 0)
            return (int)gone;
        viewer->typed_start += (uint32_t)gone;
        viewer->typed_size -= (uint32_t)gone;
        viewer->input_owed += (uint32_t)gone;
    }
    return 0;
}
