/*
 * What a viewer typed and the pty has no room for yet. It is taken off the socket all the same, so
 * that the credit behind it is heard: a program that waits for its output to be taken reads no
 * input. A viewer that sends no more than it was granted (INPUT_CREDIT) is always heard; another's
 * frames wait once this is full.
 */
#pragma once
#include "pty-server.h"

/* Keeps what is at hand after VS_VIEWER_INPUT; false when there is no room for all of it. */
bool pty_typed_take(struct pty_viewer *viewer);

/* Hands on what the pty takes, or all when nobody reads it. 0 or -errno: the pty failed. */
int pty_typed_flush(struct pty_server *server, struct pty_viewer *viewer);
