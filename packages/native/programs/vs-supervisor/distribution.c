#include "distribution.h"
#include "cleanup.h"
#include "edit-lines.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define FILE_MAX  (32 * 1024)
#define TEMPORARY ".vserver-new"

/* Whom a row is for. */
#define SYSV        1u
#define OPENRC      2u /* whatever its pid 1 is */
#define OPENRC_INIT 4u /* with OpenRC's own pid 1 */

static bool contains(const char *line, size_t length, const char *text)
{
    return memmem(line, length, text, strlen(text)) != NULL;
}

static bool is_comment(const char *line, size_t length)
{
    size_t blanks = 0;
    while (blanks < length && (line[blanks] == ' ' || line[blanks] == '\t'))
        blanks++;
    return blanks == length || line[blanks] == '#';
}

static bool is_terminal_login(const char *line, size_t length)
{
    if (is_comment(line, length) || !contains(line, length, "getty"))
        return false;
    for (char digit = '1'; digit <= '9'; digit++)
        if (contains(line, length, (const char[]){'t', 't', 'y', digit, '\0'}))
            return true;
    return false;
}

static bool is_console_login(const char *line, size_t length)
{
    return !is_comment(line, length) && contains(line, length, "getty") &&
           contains(line, length, "console");
}

/* "hostname NAME" alone: the guard makes the line another one. */
static bool sets_hostname(const char *line, size_t length)
{
    static const char COMMAND[] = "hostname \"$HOSTNAME\"";
    while (length > 0 && (*line == ' ' || *line == '\t')) {
        line++;
        length--;
    }
    return length == sizeof(COMMAND) - 1 && !memcmp(line, COMMAND, length);
}

static bool is_openrc_system(const char *line, size_t length)
{
    return !is_comment(line, length) && contains(line, length, "rc_sys=");
}

/* One table for all distributions; a file that is not there needs no change. */
static const struct fix {
    uint32_t us;
    const char *directory, *name;
    const char *mark; /* text that tells the family, which the file must have, or NULL */
    struct vs_line_edit edit;
    const char *link; /* instead of an edit: name is to be a link to this */
} DISTRIBUTION[] = {
    /* A guest has no virtual terminals: init would say "respawning too fast" every five minutes. */
    {SYSV | OPENRC, "etc", "inittab", NULL,
     .edit = {.is_unwanted = is_terminal_login, .prefix = "#vserver: "}},
    /* sysvinit: its login belongs on the boot console. "initdefault" tells it from busybox' init.
     */
    {SYSV | OPENRC, "etc", "inittab", ":initdefault:",
     .edit = {.appended = "co:2345:respawn:/sbin/getty --noclear --keep-baud console "
                          "115200,38400,9600 linux",
              .has = is_console_login}},
    /* Debian: the name is set already, and may not be; OpenRC would start nothing that needs it. */
    {SYSV | OPENRC, "etc/init.d", "hostname.sh", NULL,
     .edit = {.is_unwanted = sets_hostname, .prefix = "[ \"$(hostname)\" = \"$HOSTNAME\" ] ||"}},
    /*
     * OpenRC leaves out services that need hardware when it knows where it is. It has a name for
     * Linux-VServer too, but under that one it empties /run, with the control files of init.
     */
    {OPENRC, "etc", "rc.conf", NULL,
     .edit = {.appended = "rc_sys=\"lxc\"", .has = is_openrc_system}},
    /* openrc-init reads no inittab: the login on the boot console is a service. */
    {OPENRC_INIT, "etc/init.d", "agetty.console", .link = "agetty"},
    {OPENRC_INIT, "etc/runlevels/default", "agetty.console", .link = "/etc/init.d/agetty.console"},
};

/* Followed, since /sbin is a link in many distributions, but never out of the root. */
static bool find(int root, const char *path, struct stat *ret_found)
{
    cleanup_fd int fd = vs_openat2(root, path, O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    return fd >= 0 && fstat(fd, ret_found) == 0;
}

static bool runs_openrc_init(int root)
{
    struct stat init, openrc;
    if (!find(root, "sbin/openrc-init", &openrc))
        return false;
    return !find(root, "sbin/init", &init) ||
           (init.st_dev == openrc.st_dev && init.st_ino == openrc.st_ino);
}

/* An earlier start that was cut off may have left a file of this name. */
static int replace(int dir, const char *name, mode_t mode, const char *text, size_t length)
{
    (void)unlinkat(dir, TEMPORARY, 0);
    cleanup_fd int fd =
        openat(dir, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    ssize_t n = write(fd, text, length);
    int r = n < 0 ? -errno : (size_t)n == length ? 0 : -ENOSPC;
    if (r == 0 && (fchmod(fd, mode) < 0 || renameat(dir, TEMPORARY, dir, name) < 0))
        r = -errno;
    if (r < 0)
        (void)unlinkat(dir, TEMPORARY, 0);
    return r;
}

/* buffer holds the old text in its first half and the new one in its second. */
static int edit_file(const struct fix *fix, int dir, char *buffer)
{
    struct stat found;
    char *edited = buffer + FILE_MAX;
    cleanup_fd int fd =
        openat(dir, fix->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &found) < 0 || !S_ISREG(found.st_mode) || found.st_size >= FILE_MAX)
        return 0;
    ssize_t length = read(fd, buffer, FILE_MAX);
    if (length <= 0 || length == FILE_MAX)
        return 0;
    if (fix->mark && !contains(buffer, (size_t)length, fix->mark))
        return 0;
    size_t now = vs_edit_lines(&fix->edit, buffer, (size_t)length, edited, FILE_MAX);
    if (now == 0 || (now == (size_t)length && !memcmp(buffer, edited, now)))
        return 0;
    return replace(dir, fix->name, found.st_mode & 0777, edited, now);
}

static int apply(const struct fix *fix, int root, char *buffer)
{
    cleanup_fd int dir =
        vs_openat2(root, fix->directory, O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (dir < 0)
        return 0;
    int r = 0;
    if (!fix->link)
        r = edit_file(fix, dir, buffer);
    else if (symlinkat(fix->link, dir, fix->name) < 0)
        r = -errno;
    return r == -ENOSPC || r == -EDQUOT ? r : 0;
}

static uint32_t family(const struct guest *guest)
{
    if (guest->request.init_style == VS_INIT_SYSV)
        return SYSV;
    if (guest->request.init_style != VS_INIT_OPENRC)
        return 0;
    return runs_openrc_init(guest->root_fd) ? OPENRC | OPENRC_INIT : OPENRC;
}

int fix_distribution(struct guest *guest)
{
    int r = 0;
    uint32_t us = family(guest);
    if (us == 0)
        return 0;
    /* Given back at once: S, whose memory this is, lives as long as the guest. */
    char *buffer =
        mmap(NULL, 2 * FILE_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (buffer == MAP_FAILED)
        return -errno;
    for (size_t i = 0; r == 0 && i < sizeof(DISTRIBUTION) / sizeof(DISTRIBUTION[0]); i++)
        if (DISTRIBUTION[i].us & us)
            r = apply(&DISTRIBUTION[i], guest->root_fd, buffer);
    (void)munmap(buffer, 2 * FILE_MAX);
    return r;
}
