/* Unix sockets of packets, with descriptors attached. Knows nothing of Node. */
#pragma once
#include <stddef.h>
#include <sys/types.h>

#define SEQPACKET_FDS 8 /* most descriptors in one packet */

/* A connected, non-blocking socket, or -errno (EAGAIN: the listener's backlog is full). */
int seqpacket_connect(const char *path);

/* 0 or -errno; a packet goes whole or not at all. */
int seqpacket_send(int fd, const void *bytes, size_t size, const int *fds, size_t fd_count);

/*
 * One packet. Its size, 0 at the end of the stream, -EMSGSIZE when it did not fit (it is dropped),
 * or -errno. Descriptors come close-on-exec and are the caller's.
 */
ssize_t seqpacket_receive(int fd, void *ret_bytes, size_t size, int ret_fds[SEQPACKET_FDS],
                          size_t *ret_fd_count);
