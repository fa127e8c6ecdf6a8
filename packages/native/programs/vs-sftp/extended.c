/* OpenSSH's extensions. Source: its PROTOCOL, section 4. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sftp.h"

#define FLAG_READ_ONLY 0x01u
#define FLAG_NO_SETUID 0x02u

static void posix_rename(uint32_t id, struct request *request)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    bool is_whole = get_path(request, from) && get_path(request, to);
    answer_error(id, !is_whole ? -EBADMSG : rename(from, to) < 0 ? -errno : 0);
}

static void hard_link(uint32_t id, struct request *request)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    bool is_whole = get_path(request, from) && get_path(request, to);
    answer_error(id, !is_whole ? -EBADMSG : link(from, to) < 0 ? -errno : 0);
}

static void sync_file(uint32_t id, struct request *request)
{
    int fd = -1;
    int r = handle_any(request, &fd);
    answer_error(id, r < 0 ? r : fsync(fd) < 0 ? -errno : 0);
}

static void answer_space(uint32_t id, int error, const struct statvfs *space)
{
    if (error < 0) {
        answer_error(id, error);
        return;
    }
    const uint64_t numbers[] = {
        space->f_bsize,
        space->f_frsize,
        space->f_blocks,
        space->f_bfree,
        space->f_bavail,
        space->f_files,
        space->f_ffree,
        space->f_favail,
        space->f_fsid,
        (space->f_flag & ST_RDONLY ? FLAG_READ_ONLY : 0) |
            (space->f_flag & ST_NOSUID ? FLAG_NO_SETUID : 0),
        space->f_namemax,
    };
    begin_answer(SFTP_EXTENDED_REPLY, id);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        put_u64(numbers[i]);
}

static void space_of_path(uint32_t id, struct request *request)
{
    char path[PATH_SIZE];
    struct statvfs space;
    bool is_whole = get_path(request, path);
    answer_space(id, !is_whole ? -EBADMSG : statvfs(path, &space) < 0 ? -errno : 0, &space);
}

static void space_of_handle(uint32_t id, struct request *request)
{
    struct statvfs space;
    int fd = -1;
    int r = handle_any(request, &fd);
    answer_space(id, r < 0 ? r : fstatvfs(fd, &space) < 0 ? -errno : 0, &space);
}

static void tell_limits(uint32_t id, struct request *request)
{
    (void)request;
    begin_answer(SFTP_EXTENDED_REPLY, id);
    put_u64(PACKET_MAX);
    put_u64(DATA_MAX);
    put_u64(DATA_MAX);
    put_u64(HANDLES_MAX);
}

static const struct {
    const char *name, *version;
    void (*run)(uint32_t id, struct request *request);
} EXTENSIONS[] = {
    {"posix-rename@openssh.com", "1", posix_rename}, {"statvfs@openssh.com", "2", space_of_path},
    {"fstatvfs@openssh.com", "2", space_of_handle},  {"hardlink@openssh.com", "1", hard_link},
    {"fsync@openssh.com", "1", sync_file},           {"lsetstat@openssh.com", "1", do_lsetstat},
    {"limits@openssh.com", "1", tell_limits},
};
#define COUNT (sizeof(EXTENSIONS) / sizeof(EXTENSIONS[0]))

void put_extensions(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        put_text(EXTENSIONS[i].name);
        put_text(EXTENSIONS[i].version);
    }
}

void do_extended(uint32_t id, struct request *request)
{
    uint32_t size;
    const uint8_t *name = get_bytes(request, &size);
    for (size_t i = 0; i < COUNT && !request->is_bad; i++) {
        if (strlen(EXTENSIONS[i].name) != size || memcmp(name, EXTENSIONS[i].name, size) != 0)
            continue;
        EXTENSIONS[i].run(id, request);
        return;
    }
    answer_status(id, STATUS_UNSUPPORTED, "Not supported");
}
