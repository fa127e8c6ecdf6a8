#include "pty-ring.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MASK ((uint64_t)VS_PTY_RING_SIZE - 1)

uint64_t pty_ring_first(const struct pty_ring *ring)
{
    return ring->next > VS_PTY_RING_SIZE ? ring->next - VS_PTY_RING_SIZE : 0;
}

ssize_t pty_ring_fill(struct pty_ring *ring, int fd, size_t limit)
{
    size_t start = ring->next & MASK;
    size_t room = VS_PTY_RING_SIZE - start;
    ssize_t size = read(fd, ring->bytes + start, room < limit ? room : limit);
    if (size < 0)
        return -errno;
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
