/* Everything a pty printed, numbered by byte; the newest VS_PTY_RING_SIZE bytes are kept. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define VS_PTY_RING_SIZE (256u * 1024u) /* a power of two, so that offsets wrap by mask */
#define VS_PTY_READ      4096u          /* as much as a pty gives at once */

struct pty_ring {
    uint64_t next;  /* offset of the byte that comes next */
    uint8_t before; /* enum pty_sequence_state of a terminal right before the oldest byte kept */
    uint8_t bytes[VS_PTY_RING_SIZE];
};

/* Offset of the oldest byte kept. */
uint64_t pty_ring_first(const struct pty_ring *ring);

/*
 * Where to begin with what is kept: a terminal that saw nothing before shows no rest of a control
 * sequence, or of a character, whose beginning is gone.
 */
uint64_t pty_ring_start(const struct pty_ring *ring);

/* Reads from `fd` once, at most `limit` bytes, over the oldest. Bytes read, 0 at EOF, or -errno. */
ssize_t pty_ring_fill(struct pty_ring *ring, int fd, size_t limit);

/* Copies bytes that must be kept: pty_ring_first() <= offset, offset + size <= next. */
void pty_ring_copy(const struct pty_ring *ring, uint64_t offset, void *ret_bytes, size_t size);
