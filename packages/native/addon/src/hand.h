/* Gives a connection of ours to whoever serves a console. Knows nothing of Node. */
#pragma once
#include <stddef.h>

/*
 * Gives the stream socket to the console that listens at `path`, then writes the greeting, whole,
 * to the socket's other end: the console does not speak first. 0 or -errno (ENOENT, ECONNREFUSED:
 * there is no console; EAGAIN: it does not get round to accepting). The descriptor stays the
 * caller's, who has to close it; after an error nobody speaks at the other end.
 */
int hand_connection(const char *path, int fd, const void *greeting, size_t size);
