/*
 * Reads the archive for the context, which is given a pipe and no path, and sums what it really
 * read: the file may be changed while it is unpacked.
 */
#include "build.h"
#include "cleanup.h"
#include "kernel.h"
#include "sha256.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define CHUNK 65536

static bool give(int pipe_fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t given = write(pipe_fd, bytes, size);
        if (given < 0 && errno != EINTR)
            return false;
        if (given > 0) {
            bytes += given;
            size -= (size_t)given;
        }
    }
    return true;
}

static void log_sum(const struct build *build, const char *sum)
{
    dprintf(build->log_fd, "I: SHA-256 of the archive: %s\n", sum);
}

/* The rest is read for its sum even when tar has seen the end of the archive before. */
static enum feed feed(const struct build *build, int pipe_fd)
{
    static char bytes[CHUNK];
    struct vs_sha256 sum;
    uint8_t digest[VS_SHA256_SIZE];
    char text[VS_CHECKSUM_TEXT_SIZE];
    bool is_wanted = true;
    vs_sha256_start(&sum);
    for (;;) {
        ssize_t size = read(build->source_fd, bytes, sizeof(bytes));
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return FEED_FAILED;
        if (size == 0)
            break;
        vs_sha256_add(&sum, bytes, (size_t)size);
        is_wanted = is_wanted && give(pipe_fd, bytes, (size_t)size);
    }
    vs_sha256_end(&sum, digest);
    vs_checksum_text(digest, text);
    log_sum(build, text);
    bool is_right = !build->request.checksum[0] || !strcmp(text, build->request.checksum);
    return is_right ? FEED_DONE : FEED_WRONG_SUM;
}

int start_feeder(struct build *build)
{
    int ends[2];
    if (build->source_fd < 0)
        return 0;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    cleanup_fd int reader = ends[0], writer = ends[1];
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)close(reader); /* or the end of the context would not be felt */
        (void)close(VS_FD_REPORT);
        _exit((int)feed(build, writer));
    }
    build->feeder = pid;
    build->feed_fd = vs_steal_fd(&reader);
    return 0;
}

enum feed end_feeder(struct build *build)
{
    int status;
    if (build->feeder == 0)
        return FEED_DONE;
    pid_t pid = build->feeder;
    build->feeder = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return FEED_FAILED;
    return WIFEXITED(status) ? (enum feed)WEXITSTATUS(status) : FEED_FAILED;
}

uint32_t feed_percent(const struct build *build)
{
    struct stat status;
    off_t at = build->source_fd < 0 ? 0 : lseek(build->source_fd, 0, SEEK_CUR);
    if (at <= 0 || fstat(build->source_fd, &status) < 0 || status.st_size <= 0)
        return 0;
    return at >= status.st_size ? 100 : (uint32_t)((uint64_t)at * 100 / (uint64_t)status.st_size);
}
