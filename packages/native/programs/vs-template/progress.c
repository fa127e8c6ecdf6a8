/* Reads percent, step and the cause of a failure out of mmdebstrap's, apt's and dpkg's lines. */
#include <stdlib.h>
#include <string.h>

#include "build.h"

static const struct phase {
    const char *line; /* begin of mmdebstrap's announcement */
    const char *step;
    uint32_t percent; /* at its begin */
} PHASES[] = {
    {"I: running apt-get update", "update", 2},
    {"I: downloading packages", "download", 8},
    {"I: extracting archives", "unpack", 30},
    {"I: installing essential packages", "install", 40},
    {"I: installing remaining packages", "install", 55},
    {"I: cleaning package lists", "clean", 94},
};

/* The first that matches wins; apt's own line is in the log. */
static const struct cause {
    const char *part;
    const char *message;
} CAUSES[] = {
    {"No space left on device", "No space left on the storage"},
    {"Disk quota exceeded", "No space left on the storage"},
    {"Could not resolve", "The mirror could not be reached"},
    {"Could not connect", "The mirror could not be reached"},
    {"Unable to connect", "The mirror could not be reached"},
    {"Connection failed", "The mirror could not be reached"},
    {"Connection timed out", "The mirror could not be reached"},
    {"does not have a Release file", "The mirror has no such suite"},
    {"NO_PUBKEY", "The signature of the mirror could not be checked"},
    {"is not signed", "The signature of the mirror could not be checked"},
    {"cannot run mmdebstrap", "mmdebstrap is not installed on this host"},
    {"it has more than a million files", "The source has more than a million files"},
    {"cannot run rsync", "rsync is not installed on this host"},
    {"cannot run zstd", "zstd is not installed on this host"},
    {"cannot run xz", "xz is not installed on this host"},
    {"Member name contains '..'", "The archive has names that lead out of it"},
    {"Cannot hard link to", "The archive has hard links to files that are not in it"},
    {"Cannot change ownership to", "The source has owners beyond 65535"},
    {": chown ", "The source has owners beyond 65535"},
    {"File too large", "The source has a file larger than 64 GiB"},
    {"Unexpected EOF in archive", "The archive is corrupt or cut off"},
    {"the archive is corrupt or cut off", "The archive is corrupt or cut off"},
    {"does not look like a tar archive", "The archive is corrupt or cut off"},
    {"Skipping to next header", "The archive is corrupt or cut off"},
    {"@ERROR: Unknown module", "The rsync server has no such module"},
    {"@ERROR", "The rsync server refused"},
    {"error in socket IO", "The rsync server could not be reached"},
    {"error in rsync protocol", "The rsync server broke off"},
    {"Cannot allocate memory", "The build ran out of memory"},
    {"Failed to fetch", "The mirror could not be reached"},
};

static bool begins(const char *line, const char *begin)
{
    return !strncmp(line, begin, strlen(begin));
}

/* "0 upgraded, 87 newly installed, …": apt tells it once per step, the largest is the whole. */
static void note_count(struct progress *progress, const char *line)
{
    const char *at = strstr(line, " upgraded, ");
    if (!at || !strstr(at, "newly installed"))
        return;
    uint32_t count = (uint32_t)strtoul(at + strlen(" upgraded, "), NULL, 10);
    if (count > progress->packages && count < 100000)
        progress->packages = count;
}

static uint32_t share(uint32_t done, uint32_t all, uint32_t range)
{
    return all && done < all ? done * range / all : range;
}

static uint32_t percent_of(const struct progress *progress, const struct vs_template_state *state)
{
    if (!strcmp(state->step, "download"))
        return 8 + share(progress->fetched, progress->packages, 21);
    if (!strcmp(state->step, "install") && progress->packages)
        return 40 + share(progress->configured, progress->packages, 53);
    return state->percent;
}

static void note_phase(struct vs_template_state *state, const char *line)
{
    for (size_t i = 0; i < sizeof(PHASES) / sizeof(PHASES[0]); i++) {
        if (!begins(line, PHASES[i].line))
            continue;
        state->step = PHASES[i].step;
        if (PHASES[i].percent > state->percent)
            state->percent = PHASES[i].percent;
    }
}

static void note_cause(struct progress *progress, const char *line)
{
    for (size_t i = 0; !progress->blame && i < sizeof(CAUSES) / sizeof(CAUSES[0]); i++)
        if (strstr(line, CAUSES[i].part))
            progress->blame = CAUSES[i].message;
}

bool note_line(struct progress *progress, struct vs_template_state *state, const char *line)
{
    uint32_t percent = state->percent;
    const char *step = state->step;
    note_cause(progress, line);
    note_count(progress, line);
    note_phase(state, line);
    progress->fetched += begins(line, "Get:") && !strcmp(state->step, "download");
    progress->configured += begins(line, "Setting up ");
    uint32_t now = percent_of(progress, state);
    if (now > state->percent)
        state->percent = now;
    return state->percent != percent || state->step != step;
}
