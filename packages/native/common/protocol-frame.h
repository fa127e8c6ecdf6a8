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
        4, /* u32: bytes of output the viewer is ready to take, on top of what is left */
    VS_FRAME_HANGUP = 5, /* end the console for all */
    /* console to viewer */
    VS_FRAME_HELLO = 129,  /* u64 first offset kept, u64 next offset */
    VS_FRAME_OUTPUT = 130, /* u64 offset, bytes */
    VS_FRAME_LOST = 131,   /* u64 from, u64 to: output that is no longer kept */
    VS_FRAME_EXIT = 132,   /* i32 exit status as in waitpid(2); then the socket closes */
};
