/* Lists of directories. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sftp.h"

#define NAMES_AT_ONCE 128
#define LINE_SIZE     (NAME_MAX + 128)
/* Of one entry: two lengths, the name, its line, the attributes. */
#define ENTRY_SIZE (4 + NAME_MAX + 4 + LINE_SIZE + 32)

_Static_assert(NAMES_AT_ONCE *ENTRY_SIZE + 64 < PACKET_MAX, "fits");

static char kind_of(mode_t mode)
{
    static const struct {
        mode_t kind;
        char letter;
    } KINDS[] = {{S_IFDIR, 'd'}, {S_IFLNK, 'l'}, {S_IFCHR, 'c'},
                 {S_IFBLK, 'b'}, {S_IFIFO, 'p'}, {S_IFSOCK, 's'}};
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
        if ((mode & S_IFMT) == KINDS[i].kind)
            return KINDS[i].letter;
    return '-';
}

static void write_mode(mode_t mode, char ret_text[11])
{
    static const char LETTERS[] = "rwxrwxrwx";
    ret_text[0] = kind_of(mode);
    for (int i = 0; i < 9; i++)
        ret_text[1 + i] = mode & (0400u >> i) ? LETTERS[i] : '-';
    if (mode & S_ISUID)
        ret_text[3] = mode & S_IXUSR ? 's' : 'S';
    if (mode & S_ISGID)
        ret_text[6] = mode & S_IXGRP ? 's' : 'S';
    if (mode & S_ISVTX)
        ret_text[9] = mode & S_IXOTH ? 't' : 'T';
    ret_text[10] = '\0';
}

/* As ls -l -n prints it, which is what clients expect to show. In UTC: no zone file is read. */
static void write_line(const char *name, const struct stat *status, char ret_line[LINE_SIZE])
{
    char mode[11], date[32] = "";
    struct tm when;
    write_mode(status->st_mode, mode);
    if (gmtime_r(&status->st_mtime, &when))
        (void)strftime(date, sizeof(date), "%b %e %H:%M %Y", &when);
    (void)snprintf(ret_line, LINE_SIZE, "%s %4lu %-8u %-8u %10lld %s %s", mode,
                   (unsigned long)status->st_nlink, status->st_uid, status->st_gid,
                   (long long)status->st_size, date, name);
}

/* False when it has gone in the meantime. */
static bool put_entry(DIR *directory, const char *name)
{
    char line[LINE_SIZE];
    struct stat status;
    if (fstatat(dirfd(directory), name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return false;
    write_line(name, &status, line);
    put_text(name);
    put_text(line);
    put_attributes(&status);
    return true;
}

void do_readdir(uint32_t id, struct request *request)
{
    DIR *directory;
    int r = handle_directory(request, &directory);
    if (r < 0) {
        answer_error(id, r);
        return;
    }
    begin_answer(SFTP_NAME, id);
    size_t place = answer_size();
    uint32_t count = 0;
    put_u32(0);
    while (count < NAMES_AT_ONCE) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (!entry)
            break;
        count += put_entry(directory, entry->d_name) ? 1 : 0;
    }
    if (count > 0)
        patch_u32(place, count);
    else if (errno)
        answer_error(id, -errno);
    else
        answer_status(id, STATUS_EOF, "End of list");
}
