/* Who sets a pty's pace: when the program has to wait, and which viewer is too slow to keep. */
#pragma once
#include "pty-server.h"

int64_t pty_pace_now(void); /* ms of the monotonic clock */

/* Every attached viewer is too far behind, or one lossless observer; with nobody attached, one who
 * is away. */
bool pty_pace_is_paused(const struct pty_server *server);

/* After a step: notes who fell behind and runs the timer while somebody is. */
void pty_pace_update(struct pty_server *server);

/* A lossless observer has too many marks to take for more to be made: nothing may be typed. */
bool pty_pace_is_input_held(const struct pty_server *server);

/* At the timer: closes viewers that do not attach, or that stall while another one takes output,
 * and lossless observers that the program has waited for too long; so it does for who is away. */
void pty_pace_cut(struct pty_server *server);
