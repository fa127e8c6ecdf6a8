#include "pty-ring.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "pty-sequence.h"

#define MASK      ((uint64_t)VS_PTY_RING_SIZE - 1)
#define UTF8_REST 3 /* bytes that a character has after its first */

uint64_t pty_ring_first(const struct pty_ring *ring)
{
    return ring->next > VS_PTY_RING_SIZE ? ring->next - VS_PTY_RING_SIZE : 0;
}

/* The longest run of bytes kept that does not wrap. */
static const uint8_t *run_at(const struct pty_ring *ring, uint64_t offset, size_t *ret_size)
{
    size_t start = offset & MASK;
    uint64_t left = ring->next - offset;
    *ret_size = left < VS_PTY_RING_SIZE - start ? (size_t)left : VS_PTY_RING_SIZE - start;
    return ring->bytes + start;
}

uint64_t pty_ring_start(const struct pty_ring *ring)
{
    uint64_t offset = pty_ring_first(ring);
    uint8_t state = ring->before;
    if (offset == 0)
        return 0;
    for (size_t size, rest; offset < ring->next && state != PTY_TEXT; offset += rest) {
        const uint8_t *bytes = run_at(ring, offset, &size);
        rest = pty_sequence_rest(&state, bytes, size);
    }
    for (int i = 0; i < UTF8_REST && offset < ring->next; i++, offset++)
        if ((ring->bytes[offset & MASK] & 0xc0) != 0x80)
            break;
    return offset;
}

/* So many bytes are about to be written over the oldest. */
static void forget(struct pty_ring *ring, size_t added)
{
    uint64_t first = pty_ring_first(ring), end = ring->next + added;
    uint64_t next_first = end > VS_PTY_RING_SIZE ? end - VS_PTY_RING_SIZE : 0;
    for (size_t size; first < next_first; first += size) {
        const uint8_t *bytes = run_at(ring, first, &size);
        size = size < next_first - first ? size : (size_t)(next_first - first);
        ring->before = pty_sequence_skim(ring->before, bytes, size);
    }
}

ssize_t pty_ring_fill(struct pty_ring *ring, int fd, size_t limit)
{
    uint8_t bytes[VS_PTY_READ];
    ssize_t size = read(fd, bytes, limit < sizeof(bytes) ? limit : sizeof(bytes));
    if (size < 0)
        return -errno;
    forget(ring, (size_t)size);
    size_t start = ring->next & MASK;
    size_t before_wrap = VS_PTY_RING_SIZE - start;
    before_wrap = before_wrap < (size_t)size ? before_wrap : (size_t)size;
    memcpy(ring->bytes + start, bytes, before_wrap);
    memcpy(ring->bytes, bytes + before_wrap, (size_t)size - before_wrap);
    ring->next += (uint64_t)size;
    return size;
}

void pty_ring_copy(const struct pty_ring *ring, uint64_t offset, void *ret_bytes, size_t size)
{
    size_t start = offset & MASK;
    size_t before_wrap = VS_PTY_RING_SIZE - start;
    if (size <= before_wrap) {
        memcpy(ret_bytes, ring->bytes + start, size);
        return;
    }
    memcpy(ret_bytes, ring->bytes + start, before_wrap);
    memcpy((uint8_t *)ret_bytes + before_wrap, ring->bytes, size - before_wrap);
}
