/* Reads requests one after another and answers each before the next. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sftp.h"

#define VERSION   3
#define READ_SIZE (4 + PACKET_MAX)

static void (*const HANDLERS[])(uint32_t id, struct request *request) = {
    [SFTP_OPEN] = do_open,         [SFTP_CLOSE] = do_close,       [SFTP_READ] = do_read,
    [SFTP_WRITE] = do_write,       [SFTP_LSTAT] = do_lstat,       [SFTP_FSTAT] = do_fstat,
    [SFTP_SETSTAT] = do_setstat,   [SFTP_FSETSTAT] = do_fsetstat, [SFTP_OPENDIR] = do_opendir,
    [SFTP_READDIR] = do_readdir,   [SFTP_REMOVE] = do_remove,     [SFTP_MKDIR] = do_mkdir,
    [SFTP_RMDIR] = do_rmdir,       [SFTP_REALPATH] = do_realpath, [SFTP_STAT] = do_stat,
    [SFTP_RENAME] = do_rename,     [SFTP_READLINK] = do_readlink, [SFTP_SYMLINK] = do_symlink,
    [SFTP_EXTENDED] = do_extended,
};

/* Pipelined requests are read many at a time. */
static struct {
    uint8_t bytes[READ_SIZE];
    size_t start, end;
} input;

/* Until `size` bytes are there from input.start on. False at the end of the stream. */
static bool fill(size_t size)
{
    if (input.start + size > sizeof(input.bytes)) {
        memmove(input.bytes, input.bytes + input.start, input.end - input.start);
        input.end -= input.start;
        input.start = 0;
    }
    while (input.end - input.start < size) {
        ssize_t n = read(STDIN_FILENO, input.bytes + input.end, sizeof(input.bytes) - input.end);
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        input.end += n < 0 ? 0 : (size_t)n;
    }
    return true;
}

static uint32_t packet_size(void)
{
    struct request head = {.at = input.bytes + input.start, .end = input.bytes + input.start + 4};
    return get_u32(&head);
}

static bool answer_version(void)
{
    /* Where others have the request's id, this answer has the version. */
    begin_answer(SFTP_VERSION, VERSION);
    put_extensions();
    return finish_answer();
}

static bool serve(struct request *request)
{
    uint8_t type = get_u8(request);
    uint32_t id = get_u32(request);
    if (request->is_bad)
        return false;
    if (type == SFTP_INIT)
        return answer_version();
    bool is_known = type < sizeof(HANDLERS) / sizeof(HANDLERS[0]) && HANDLERS[type];
    if (is_known)
        HANDLERS[type](id, request);
    else
        answer_status(id, STATUS_UNSUPPORTED, "Not supported");
    return finish_answer();
}

/* 0 at the end of the input between two packets, 1 when it is not SFTP, or nobody reads. */
int main(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
    while (fill(4)) {
        uint32_t size = packet_size();
        if (size < 5 || size > PACKET_MAX) {
            (void)fprintf(stderr, "vs-sftp: a packet of %u bytes.\n", size);
            return 1;
        }
        if (!fill(4 + (size_t)size))
            return 1;
        const uint8_t *at = input.bytes + input.start + 4;
        struct request request = {.at = at, .end = at + size};
        input.start += 4 + (size_t)size;
        if (!serve(&request))
            return 1;
    }
    return input.start == input.end ? 0 : 1;
}
