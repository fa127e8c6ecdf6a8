/*
 * Shows one pty to many viewers over a Unix stream socket, with the frames of protocol.h.
 *
 * Output goes to a ring, so a viewer may come, go and resume by offset. The fastest viewer sets the
 * pace: while the ring has no room beside what it did not acknowledge, the pty is not read and the
 * program waits; a slower one loses output (LOST), and one that took nothing for 30 s while another
 * did is cut off. With nobody attached the pty is drained, so that the program never waits, but for
 * 30 s after the last viewer's connection was lost (pty-away.h).
 * An observer (pty-observer.h) does not count as attached in any of this, but a lossless one that
 * is half the ring behind makes the program wait for at most 10 s, then it is cut off.
 * Input that the program does not read waits here, up to 64 KiB of each viewer, so that its credit
 * is heard; viewers are told how much they may send (INPUT_CREDIT).
 * Never blocks and never allocates; about 1.5 MiB, of which only the touched pages count.
 *
 * Use: keep a slave descriptor open (else the pty hangs up whenever the guest closes its last one),
 * wait for pty_server_epoll_fd() to be readable, call pty_server_step().
 */
#pragma once
#include "pty-viewer.h"

#define VS_PTY_VIEWERS   16
#define VS_PTY_STALL_MS  30000 /* without progress while another viewer makes some */
#define VS_PTY_ATTACH_MS 10000 /* from connection to ATTACH */
#define VS_PTY_HOLD_MS   10000 /* that the program waits for a lossless observer in one go */
#define VS_PTY_AWAY_MS   30000 /* that the program waits for a viewer whose connection was lost */

#define VS_PTY_EXIT_DRAIN (96u * 1024u) /* a pty holds less when its program has ended */
/* Read ahead of what a viewer is known to have: with one more read and that rest it fits the ring.
 */
#define VS_PTY_AHEAD (VS_PTY_RING_SIZE - VS_PTY_EXIT_DRAIN - VS_PTY_READ)

/* The last viewer, whose connection was lost. */
struct pty_away {
    uint64_t taken; /* output that it surely has */
    int64_t until;  /* ms, monotonic; -1: nobody is waited for */
};

struct pty_server {
    int master_fd, listen_fd; /* owned from init on, -1 once closed */
    int epoll_fd, timer_fd;
    uint32_t master_events; /* as registered with epoll; 0: not registered */
    bool timer_armed;
    bool exited;
    bool hung_up; /* the pty has no slave any more, or failed */
    int32_t status;
    int64_t stall_ms, attach_ms, hold_ms, away_ms;
    struct pty_away away;
    struct pty_viewer viewers[VS_PTY_VIEWERS];
    struct pty_ring ring;
    struct pty_marks marks;
    struct pty_buffer buffers[VS_PTY_VIEWERS];
};

#define VS_PTY_HANGUP 1 /* a viewer asks to end the console for all */

/*
 * Takes over both descriptors (O_NONBLOCK is set here). `server` may be static or on a heap: its
 * former content is ignored. 0 or -errno; on failure the descriptors stay the caller's.
 */
int pty_server_init(struct pty_server *server, int master_fd, int listen_fd);

/* Becomes readable when a step is due; stays valid until pty_server_close. */
int pty_server_epoll_fd(const struct pty_server *server);

/* Does what is due, without waiting. 0, VS_PTY_HANGUP, or -errno when epoll itself failed. */
int pty_server_step(struct pty_server *server);

/* The program ended (waitpid(2) status): reads the pty's rest and tells every viewer, now and
 * later. */
void pty_server_exit(struct pty_server *server, int32_t status);

/* Viewers attached now; observers are none. */
int pty_server_viewers(const struct pty_server *server);

/* Closes everything; viewers see the end of the stream. */
void pty_server_close(struct pty_server *server);
