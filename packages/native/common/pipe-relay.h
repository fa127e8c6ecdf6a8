/*
 * Joins one viewer's stream socket, with the frames of protocol.h, to the three pipes of a program.
 *
 * Nothing is kept for another viewer. Both ways are paced by credit: the viewer says how much
 * output it can take, we say how much input, so that neither waits with bytes of the other way
 * behind it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol-frame.h"

/* Input that waits for the program; a power of two. As long as it is under way the viewer's host
 * may have other things to do: less than this and a busy host carries files slowly. */
#define VS_RELAY_INPUT (1024u * 1024u)
#define VS_RELAY_CHUNK (56u * 1024u) /* output in one frame, which fits VS_FRAME_MAX */

enum { PIPE_OUTPUT, PIPE_ERROR, PIPE_OUTPUTS };

struct pipe_output {
    int fd; /* -1: at its end */
    uint64_t offset;
};

struct pipe_relay {
    int viewer_fd; /* non-blocking, as are the others; -1: gone */
    int input_fd;  /* -1: closed */
    struct pipe_output outputs[PIPE_OUTPUTS];
    /* viewer to program */
    uint64_t taken, written; /* bytes of input that came, and that the program has */
    uint64_t granted;        /* up to where the viewer may send */
    bool input_ended;
    uint8_t
        head[sizeof(struct vs_frame) + 8]; /* of the frame that comes in, with what it carries */
    uint32_t head_have;
    uint32_t payload_left; /* of an INPUT frame */
    bool is_fresh; /* nothing came from the viewer yet */
    bool attached;
    /* program to viewer */
    uint64_t credit;
    int turn; /* the output that is asked first */
    uint32_t out_start, out_end;
    uint8_t input[VS_RELAY_INPUT];
    uint8_t received[VS_FRAME_MAX];
    uint8_t out[VS_RELAY_CHUNK + 64];
};

/* What the owner has to do after a step. */
struct pipe_wish {
    bool hang_up;
    uint32_t signal; /* 0: none */
};

void pipe_relay_init(struct pipe_relay *relay, int input_fd, int output_fd, int error_fd);
void pipe_relay_attach(struct pipe_relay *relay, int viewer_fd);
void pipe_relay_close(struct pipe_relay *relay);

/* pipe-input.c: reads what the viewer sent. 0, or -errno when the viewer is gone or to be cut. */
int pipe_relay_receive(struct pipe_relay *relay, struct pipe_wish *ret_wish);
/* Gives input to the program, and its end. */
void pipe_relay_feed(struct pipe_relay *relay);
bool pipe_relay_has_input(const struct pipe_relay *relay);

/* pipe-output.c: sends what is due, reading the pipes as credit allows. 0 or -errno. */
int pipe_relay_send(struct pipe_relay *relay);
/* With nobody attached any more: what the program prints is read and forgotten. */
void pipe_relay_discard(struct pipe_relay *relay);
/* Once nothing is to be read: the last frame. */
void pipe_relay_exit(struct pipe_relay *relay, int32_t status);
/* Events of poll(2) that matter for the viewer, and for an output. */
short pipe_relay_viewer_events(const struct pipe_relay *relay);
short pipe_relay_output_events(const struct pipe_relay *relay);
bool pipe_relay_is_ended(const struct pipe_relay *relay); /* both outputs */
