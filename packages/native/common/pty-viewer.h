/*
 * One viewer of a console: takes apart what it sends, and sends it output within the credit it
 * gave. Knows frames (protocol.h) and buffers; pty-server knows the descriptors' readiness.
 */
#pragma once
#include <stdbool.h>

#include "pty-marks.h"
#include "pty-ring.h"

#define VS_PTY_CHUNK 8192u /* largest run of output in one frame */

#define VS_PTY_TYPED_SIZE (64u * 1024u) /* a power of two; see pty-typed.h */
/* Granted of it; the rest is for keys of viewers that do not count. */
#define VS_PTY_TYPED_ROOM    (VS_PTY_TYPED_SIZE - 1024u)
#define VS_PTY_TYPED_PORTION (16u * 1024u) /* granted anew once so much went to the pty */

/* Frames whose payload is buffered are this long at most; INPUT passes through in pieces. */
#define VS_PTY_CONTROL_MAX 24u

/* Apart from the viewer, so that a place nobody uses costs no page. */
struct pty_buffer {
    uint8_t in[4096];
    uint8_t out[48 + VS_PTY_CHUNK];
    uint8_t typed[VS_PTY_TYPED_SIZE];
};

struct pty_viewer {
    int fd; /* -1: a free place */
    bool is_fresh; /* nothing came from it yet */
    bool attached;
    bool exit_sent;
    bool input_blocked; /* the pty is full: nothing more is read from this viewer */
    bool leaves;        /* it said so: see pty-away.h */
    bool observes, is_lossless, takes_input; /* see pty-observer.h */
    uint64_t next;                           /* offset of the next byte of output for it */
    uint64_t next_mark;                      /* position of the next mark for an observer */
    uint64_t credit;                         /* bytes of output that it is ready to take */
    uint64_t window;                         /* the most that its credit ever was */
    int64_t since; /* ms, monotonic: last progress while behind or not attached; -1: up to date */
    int64_t held_since; /* ms: the program has been waiting for it since then; -1: it does not */
    uint32_t frame_have, frame_size, frame_type; /* payload bytes seen of the frame being read */
    uint32_t head_have;
    uint8_t head[8];
    uint8_t control[VS_PTY_CONTROL_MAX];
    uint32_t in_start, in_end;
    uint32_t typed_start, typed_size; /* what waits for the pty */
    uint32_t input_owed;              /* room for input that it was not told of yet */
    uint32_t out_start, out_end;
    struct pty_buffer *buffer;
    const struct pty_marks *marks;
};

enum pty_viewer_event {
    VS_VIEWER_MORE = 0,   /* everything received has been used */
    VS_VIEWER_INPUT = 1,  /* bytes for the pty: see pty_viewer_input */
    VS_VIEWER_RESIZE = 2, /* see pty_viewer_size */
    VS_VIEWER_CREDIT = 3,
    VS_VIEWER_ATTACH = 4,
    VS_VIEWER_HANGUP = 5,
    VS_VIEWER_LEAVE = 6, /* `leaves` is set */
};

/* Takes a fresh connection; `now` in ms. */
void pty_viewer_open(struct pty_viewer *viewer, int fd, int64_t now);

/* Reads once from the socket. Bytes read, 0 when the buffer is full, -ENOTCONN at its end, or
 * -errno. With *ret_handed >= 0 the viewer is at that connection, which is the caller's, and
 * nothing of it was read yet. */
ssize_t pty_viewer_receive(struct pty_viewer *viewer, int *ret_handed);

/* The next thing the viewer asks (enum pty_viewer_event), or -EPROTO for a bad frame. */
int pty_viewer_parse(struct pty_viewer *viewer, const struct pty_ring *ring);

/* After VS_VIEWER_INPUT: the bytes at hand, and how many of them were written. */
const uint8_t *pty_viewer_input(const struct pty_viewer *viewer, size_t *ret_size);
void pty_viewer_input_done(struct pty_viewer *viewer, size_t size);

/* After VS_VIEWER_RESIZE. */
void pty_viewer_size(const struct pty_viewer *viewer, uint16_t *ret_columns, uint16_t *ret_rows);

/*
 * Sends what may be sent: begun frames, LOST, OUTPUT within the credit, and, given a final status,
 * EXIT once all output went out. 1: something was sent; 0: nothing could be; -errno: the viewer is
 * gone.
 */
int pty_viewer_send(struct pty_viewer *viewer, const struct pty_ring *ring, const int32_t *status);

/*
 * Up to which byte it surely has the output: all that was sent, but for what its window is short
 * of, which may be lost with its connection. Who lets more come than is kept acknowledges nothing.
 */
uint64_t pty_viewer_taken(const struct pty_viewer *viewer);

/* It wants something that the socket or the credit does not allow now. */
bool pty_viewer_is_behind(const struct pty_viewer *viewer, const struct pty_ring *ring);

/* Its EXIT is out: nothing more will be sent. */
bool pty_viewer_is_done(const struct pty_viewer *viewer);
