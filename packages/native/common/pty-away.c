#include "pty-away.h"

#include "pty-pace.h"

void pty_away_begin(struct pty_server *server, const struct pty_viewer *viewer)
{
    if (!viewer->attached || viewer->observes || viewer->leaves || !server->away_ms)
        return;
    server->away.taken = pty_viewer_taken(viewer);
    server->away.until = pty_pace_now() + server->away_ms;
}

void pty_away_end(struct pty_server *server)
{
    server->away.until = -1;
}

bool pty_away_holds(const struct pty_server *server)
{
    uint64_t missing = server->ring.next - server->away.taken;
    return server->away.until >= 0 && missing > VS_PTY_AHEAD && missing <= VS_PTY_RING_SIZE;
}
