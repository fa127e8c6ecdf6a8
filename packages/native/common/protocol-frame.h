/* Console frames. Part of protocol.h. */
#pragma once
#include <stdint.h>

/*
 * Frames on a console's stream socket (see programs/vs-console). Each is a vs_frame, then size
 * bytes. Offsets count the bytes the pty ever produced, so that a viewer resumes where it stopped.
 */
struct vs_frame {
    uint32_t type; /* enum vs_frame_type */
    uint32_t size;
};

#define VS_FRAME_MAX 65536u

enum vs_frame_type {
    /* viewer to console */
    VS_FRAME_ATTACH = 1, /* u64 offset; 0 = all that is kept, UINT64_MAX = only what is new */
    VS_FRAME_INPUT = 2,  /* bytes typed */
    VS_FRAME_RESIZE = 3, /* u16 columns, u16 rows */
    VS_FRAME_CREDIT =
        4, /* u32: bytes of output the viewer is ready to take, on top of what is left; a terminal's
              are given back as they were shown, in portions of 64 KiB at most */
    VS_FRAME_HANGUP = 5, /* end the console for all */
    VS_FRAME_OBSERVE =
        6, /* vs_observe, in place of ATTACH; afterwards only CREDIT, which marks do not use up */
    VS_FRAME_HAND = 7,  /* before any other, with a stream socket attached: whoever is at its other
                           end is the viewer, and this connection is over (common/hand.h) */
    VS_FRAME_LEAVE = 8, /* the program need not wait for this viewer once its connection is gone */
    /* viewer to a console without a terminal (programs/vs-console/relay.c) */
    VS_FRAME_END_INPUT = 16, /* nothing more will be typed */
    VS_FRAME_SIGNAL = 17,    /* u32 number as in signal(7), for the program's process group */
    /* console to viewer */
    VS_FRAME_HELLO = 129,     /* u64 first offset kept, u64 next offset */
    VS_FRAME_OUTPUT = 130,    /* u64 offset, bytes */
    VS_FRAME_LOST = 131,      /* u64 from, u64 to: output that is no longer kept */
    VS_FRAME_EXIT = 132,      /* i32 exit status as in waitpid(2); then the socket closes */
    VS_FRAME_OBSERVING = 133, /* vs_observing, in place of HELLO */
    VS_FRAME_MARK = 134, /* vs_mark, bytes by its kind; between the output before and after it */
    VS_FRAME_ERROR_OUTPUT = 144, /* as OUTPUT, of standard error, with offsets of its own; without a
                                    terminal only */
    VS_FRAME_INPUT_CREDIT = 145, /* u32: bytes of input the console can take on top of what is left;
                                    who types more on a terminal waits, without one is cut */
};

enum vs_observe_flag {
    VS_OBSERVE_LOSSLESS = 1, /* the program waits for this observer, for a while */
    VS_OBSERVE_INPUT = 2,    /* marks of what is typed, too */
};

/* Positions of marks are opaque but for their order; 0 = all that are kept, UINT64_MAX = none. */
struct vs_observe {
    uint64_t offset, mark;
    uint32_t flags, reserved;
};

struct vs_observing {
    uint64_t first, next; /* of the output */
    uint64_t first_mark, next_mark;
    uint64_t time_us; /* now, by the clock that marks tell */
    uint16_t columns, rows;
    uint32_t reserved;
};

struct vs_mark {
    uint64_t next_mark; /* where to go on after this one */
    uint64_t offset;    /* of the output that came after it */
    uint64_t time_us;   /* of the host's monotonic clock */
    uint32_t kind;      /* enum vs_mark_kind */
    uint32_t reserved;
};

enum vs_mark_kind {
    VS_MARK_INPUT = 1,  /* bytes typed */
    VS_MARK_HIDDEN = 2, /* u32: so many bytes were typed where the terminal shows nothing */
    VS_MARK_SIZE = 3,   /* u16 columns, u16 rows */
    VS_MARK_LOST = 4,   /* marks before this one are no longer kept */
};
