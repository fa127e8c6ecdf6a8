/* A tree from an rsync server. What it sends is unpacked as in tarball.c, by rsync itself. */
#include "command.h"
#include "method.h"
#include <stdio.h>
#include <string.h>

/* rsync(1): files that went away on the server while it was read. */
#define HAVE_VANISHED 24

int rsync_run(const struct build *build)
{
    char source[VS_SOURCE_SIZE + 2];
    size_t length = (size_t)snprintf(source, sizeof(source), "%s", build->request.source);
    if (source[length - 1] != '/') /* the directory's content, not the directory */
        (void)snprintf(source + length, sizeof(source) - length, "/");
    char *argv[] = {"rsync", "--recursive", "--links", "--perms", "--times", "--owner", "--group",
                    "--numeric-ids", "--hard-links", "--acls", "--xattrs", "--filter=-x trusted.*",
                    "--filter=-x user.overlay.*", "--filter=+x security.capability",
                    "--filter=-x security.*", "--sparse", "--specials", "--no-devices",
                    /* What a running machine has there is not its content. */
                    "--exclude=/proc/*", "--exclude=/sys/*", "--exclude=/dev/*", "--exclude=/run/*",
                    "--no-motd", "--contimeout=30", "--timeout=120", "--out-format=%i %l %n", "--",
                    source, CONTEXT_TARGET, NULL};
    return run_command(argv, -1);
}

bool rsync_has_succeeded(const struct build *build, int status)
{
    (void)build;
    return status == 0 || status == HAVE_VANISHED;
}
