/* What tar and rsync say of each entry. Names come last and are escaped, so they can forge nothing.
 */
#include "build.h"
#include <stdlib.h>
#include <string.h>

static bool begins(const char *line, const char *begin)
{
    return !strncmp(line, begin, strlen(begin));
}

static bool ends(const char *line, const char *end)
{
    size_t length = strlen(line), wanted = strlen(end);
    return length >= wanted && !strcmp(line + length - wanted, end);
}

/*
 * "-rw-r--r--+ 0/0    1234 2024-01-31 12:00 name", where a blank may stand for the '+' of an ACL or
 * the '*' of attributes; a device has MAJOR,MINOR where others have a size.
 */
static bool note_tar_entry(const char *line, struct tally *tally)
{
    if (!line[0] || !strchr("-dlhbcpsSCVMx?", line[0]) || strspn(line + 1, "rwxsStT-") != 9)
        return false;
    const char *at = line + 10;
    at += strspn(at, "+*.");
    if (*at != ' ')
        return false;
    at += strspn(at, " ");
    at += strcspn(at, " "); /* the owner */
    tally->entries++;
    if (line[0] != 'b' && line[0] != 'c')
        tally->bytes += strtoull(at, NULL, 10);
    return true;
}

static bool is_tar_remark(const char *line)
{
    return begins(line, "tar: Removing leading") || begins(line, "tar: Substituting") ||
           begins(line, "tar: Exiting with failure status") ||
           begins(line, "tar: Ignoring unknown");
}

static bool note_tar(const char *line, bool is_whole, struct tally *tally)
{
    if (note_tar_entry(line, tally))
        return true;
    if (!begins(line, "tar: ") || is_tar_remark(line))
        return false;
    if (is_whole && ends(line, ": Cannot mknod: Operation not permitted"))
        tally->devices++;
    else
        tally->faults++;
    return false;
}

/* "%i %l %n": ">f+++++++++ 1234 name". Source: rsyncd.conf(5), log format; rsync(1), itemize. */
static bool note_rsync(const char *line, struct tally *tally)
{
    if (begins(line, "skipping non-regular file")) {
        tally->devices++;
        return false;
    }
    if (!strchr("<>ch.", line[0]) || line[0] == '\0' || !strchr("fdLDS", line[1]) ||
        line[1] == '\0' || strcspn(line, " ") != 11)
        return false;
    tally->entries++;
    if (line[1] == 'f')
        tally->bytes += strtoull(line + 11, NULL, 10);
    return true;
}

bool note_entry(const struct build *build, const char *line, bool is_whole, struct tally *tally)
{
    if (build->request.method == VS_TEMPLATE_TARBALL)
        return note_tar(line, is_whole, tally);
    return build->request.method == VS_TEMPLATE_RSYNC && note_rsync(line, tally);
}
