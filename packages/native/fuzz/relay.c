/*
 * What the viewer of a console on pipes sends, in pieces as the input says: one byte of length,
 * then so many bytes, again and again.
 */
#include "fuzz.h"
#include "pipe-relay.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct pipe_relay relay;

static void drain(int fd)
{
    uint8_t bytes[1 << 16];
    while (read(fd, bytes, sizeof(bytes)) > 0)
        ;
}

/* False when the viewer is to be cut. */
static bool serve(int far, int program)
{
    struct pipe_wish wish = {0};
    if (pipe_relay_receive(&relay, &wish) < 0 || wish.hang_up)
        return false;
    HOLDS(wish.signal <= 64);
    HOLDS(relay.taken - relay.written <= VS_RELAY_INPUT && relay.taken <= relay.granted);
    pipe_relay_feed(&relay);
    HOLDS(relay.written <= relay.taken);
    int r = pipe_relay_send(&relay);
    HOLDS(relay.out_start <= relay.out_end && relay.out_end <= sizeof(relay.out));
    drain(far);
    drain(program);
    return r == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int ends[2], input[2], output[2];
    HOLDS(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    HOLDS(pipe2(input, O_NONBLOCK | O_CLOEXEC) == 0 && pipe2(output, O_NONBLOCK | O_CLOEXEC) == 0);
    HOLDS(write(output[1], "printed", 7) == 7);
    pipe_relay_init(&relay, input[1], output[0], -1);
    pipe_relay_attach(&relay, ends[0]);
    for (size_t at = 0; at < size;) {
        size_t piece = data[at++];
        piece = piece < size - at ? piece : size - at;
        if (piece && send(ends[1], data + at, piece, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            break;
        at += piece;
        if (!serve(ends[1], input[0]))
            break;
    }
    pipe_relay_close(&relay);
    (void)close(ends[1]);
    (void)close(input[0]);
    (void)close(output[1]);
    return 0;
}
