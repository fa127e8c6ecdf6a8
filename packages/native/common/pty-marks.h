/*
 * What was done to a pty, beside what it printed: bytes typed and new sizes, each with the number
 * of the output byte before which it happened. Kept for observers; the newest VS_PTY_MARKS_SIZE
 * bytes.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VS_PTY_MARKS_SIZE (64u * 1024u) /* a power of two, so that positions wrap by mask */

struct pty_mark {
    uint64_t offset;     /* of the output */
    uint64_t time_us;    /* of the monotonic clock */
    uint32_t kind, size; /* enum vs_mark_kind; bytes that follow */
};

struct pty_marks {
    uint64_t first, next;   /* positions of the oldest mark kept and of the one that comes next */
    bool keeps_input;       /* an observer asked for it; before, nothing typed is kept */
    bool owes_size;         /* a new size waits for room: see pty_marks_add_size */
    uint16_t columns, rows; /* of the terminal now */
    uint8_t bytes[VS_PTY_MARKS_SIZE];
};

uint64_t pty_marks_now(void);

void pty_marks_init(struct pty_marks *marks, int master_fd);

/* Over the oldest ones; `size` at most VS_FRAME_MAX / 2. */
void pty_marks_add(struct pty_marks *marks, uint64_t offset, uint32_t kind, const void *bytes,
                   uint32_t size);

/*
 * What was typed, or, at a prompt that shows nothing of it, only how much that was: a secret is not
 * to leave this process. `hides` is what was known right before the bytes were written.
 */
void pty_marks_add_input(struct pty_marks *marks, uint64_t offset, const void *bytes, uint32_t size,
                         bool hides);

enum pty_echo {
    PTY_ECHO_ON,
    PTY_ECHO_OFF, /* it takes whole lines and shows none of them (getpass(3)), or cannot be asked */
    PTY_ECHO_BY_PROGRAM, /* an editor, a shell's own line editing: see pty-prompt.h */
};
enum pty_echo pty_marks_echo(int master_fd);

/* A mark only when it is a change. While `is_held` none is added, so that nobody drives out marks
 * that were not taken yet by changing sizes; pty_marks_add_owed() does it later. */
void pty_marks_add_size(struct pty_marks *marks, uint64_t offset, const uint16_t size[2],
                        bool is_held);
void pty_marks_add_owed(struct pty_marks *marks, uint64_t offset);

/* The first position at or after `wanted` where a mark starts, or `next`. */
uint64_t pty_marks_find(const struct pty_marks *marks, uint64_t wanted);

/* The mark at a position in [first, next); its bytes go to `ret_bytes`, which has room for `room`.
 */
struct pty_mark pty_marks_get(const struct pty_marks *marks, uint64_t position, void *ret_bytes,
                              size_t room);
