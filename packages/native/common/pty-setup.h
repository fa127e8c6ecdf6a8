/* Descriptors of a pty server: opening, watching and closing them. */
#pragma once
#include "pty-server.h"

/* What an epoll event belongs to; a viewer is its index. */
enum { TAG_MASTER = VS_PTY_VIEWERS, TAG_LISTEN, TAG_TIMER };

/* An operation of epoll_ctl(2). 0 or -errno. */
int pty_watch(const struct pty_server *server, int operation, int fd, int tag, uint32_t events);

/* Closes when open, and forgets. */
void pty_close_fd(int *fd);

/* Takes one connection to the console, if a place is free, and else closes it. */
void pty_accept(struct pty_server *server);
