/*
 * What a viewer sends to a console, in pieces as the input says: one byte of length, then so many
 * bytes, again and again.
 */
#include "fuzz.h"
#include "protocol.h"
#include "pty-viewer.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct pty_ring ring = {.next = 3 * VS_PTY_RING_SIZE / 2};
static struct pty_buffer buffer;
static struct pty_marks marks;
static struct pty_viewer viewer = {.buffer = &buffer, .marks = &marks};

static void look_at(int event)
{
    uint16_t columns, rows;
    size_t size;
    if (event == VS_VIEWER_INPUT) {
        const uint8_t *bytes = pty_viewer_input(&viewer, &size);
        HOLDS(size > 0 && bytes >= buffer.in && bytes + size <= buffer.in + sizeof(buffer.in));
        pty_viewer_input_done(&viewer, size > 7 ? size - 3 : size); /* the pty took a part */
    } else if (event == VS_VIEWER_RESIZE) {
        pty_viewer_size(&viewer, &columns, &rows);
        HOLDS(columns && rows);
    }
}

/* False when the viewer is to be cut. */
static bool take_all(void)
{
    for (;;) {
        int event = pty_viewer_parse(&viewer, &ring);
        if (event < 0 || event == VS_VIEWER_HANGUP)
            return false;
        if (event == VS_VIEWER_MORE)
            return true;
        look_at(event);
    }
}

static bool serve(int far)
{
    uint8_t output[1 << 16];
    int32_t status = 0;
    int handed;
    for (ssize_t n; (n = pty_viewer_receive(&viewer, &handed)) != 0;) {
        if (n == -EAGAIN)
            break;
        if (n < 0 || !take_all())
            return false;
    }
    (void)pty_viewer_send(&viewer, &ring, &status);
    while (recv(far, output, sizeof(output), MSG_DONTWAIT) > 0)
        ;
    HOLDS(viewer.next <= ring.next && viewer.out_end <= sizeof(buffer.out));
    HOLDS(pty_viewer_taken(&viewer) <= viewer.next);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int ends[2];
    HOLDS(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
    pty_viewer_open(&viewer, ends[0], 0);
    for (size_t at = 0; at < size;) {
        size_t piece = data[at++];
        piece = piece < size - at ? piece : size - at;
        if (piece && send(ends[1], data + at, piece, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            break;
        at += piece;
        if (!serve(ends[1]))
            break;
    }
    (void)close(ends[0]);
    (void)close(ends[1]);
    return 0;
}
