/*
 * The viewer that comes back: while nobody is attached the program waits for the last viewer, if
 * its connection was lost, so that it goes on at the byte where it was cut, however fast the
 * program prints. Not for longer than away_ms, as nobody knows whether it comes; who says LEAVE
 * does not, and what overtook it before is not waited for.
 */
#pragma once
#include "pty-server.h"

/* Before a viewer whose connection has ended is forgotten. */
void pty_away_begin(struct pty_server *server, const struct pty_viewer *viewer);

/* Somebody attached, or it took too long. */
void pty_away_end(struct pty_server *server);

/* More output would drive out what the viewer may not have yet. */
bool pty_away_holds(const struct pty_server *server);
