/* How the agent gives a viewer's connection to whoever serves a console, and is out of its way. */
#pragma once
#include <sys/types.h>

/*
 * The first bytes of a connection to a console. When they are VS_FRAME_HAND, *ret_handed is the
 * viewer's own connection, which is the caller's, else -1. Bytes received, 0 at the end, -EPROTO
 * for a descriptor that does not belong, or -errno.
 */
ssize_t vs_hand_receive(int fd, void *ret_bytes, size_t size, int *ret_handed);
