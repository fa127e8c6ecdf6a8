#include "stream.h"
#include "cleanup.h"
#include "kernel.h"
#include "tool.h"
#include <string.h>
#include <sys/statvfs.h>

#define ALL_BUT_FULL (16u << 20) /* bytes: whatever zstd failed for then, it was the room */

static const char *const PACK[VS_TOOL_ARGUMENTS_MAX] = {"zstd", "-q", "-3", "-c", NULL};
static const char *const UNPACK[VS_TOOL_ARGUMENTS_MAX] = {"zstd", "-q", "-d", "-c", NULL};

bool stream_is_possible(void)
{
    return vs_tool_is_there("zstd");
}

static int start(struct files *files, int archive, bool unpacks, struct stream *stream)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    cleanup_fd int reader = ends[0], writer = ends[1];
    stream->files = files;
    stream->is_unpacked = unpacks;
    stream->at = stream->have = 0;
    vs_sha256_start(&stream->sum);
    int r = unpacks ? vs_tool_filter(archive, writer, UNPACK, &stream->tool)
                    : vs_tool_filter(reader, archive, PACK, &stream->tool);
    if (r == 0)
        stream->fd = vs_steal_fd(unpacks ? &reader : &writer);
    return r;
}

int stream_pack(struct files *files, int archive, struct stream *stream)
{
    return start(files, archive, false, stream);
}

int stream_unpack(struct files *files, int archive, struct stream *stream)
{
    return start(files, archive, true, stream);
}

static int flush(struct stream *stream)
{
    vs_sha256_add(&stream->sum, stream->bytes, stream->at);
    for (size_t done = 0; done < stream->at;) {
        ssize_t n = write(stream->fd, stream->bytes + done, stream->at - done);
        if (n < 0 && errno != EINTR)
            return -errno;
        done += n < 0 ? 0 : (size_t)n;
    }
    stream->at = 0;
    return tick(stream->files);
}

int stream_write(struct stream *stream, const void *bytes, size_t size)
{
    for (const char *from = bytes; size > 0;) {
        size_t room = sizeof(stream->bytes) - stream->at;
        size_t piece = size < room ? size : room;
        memcpy(stream->bytes + stream->at, from, piece);
        stream->at += piece;
        from += piece;
        size -= piece;
        int r = stream->at == sizeof(stream->bytes) ? flush(stream) : 0;
        if (r < 0)
            return r;
    }
    return 0;
}

/* 0 at the end. */
static int fill(struct stream *stream)
{
    ssize_t n;
    do
        n = read(stream->fd, stream->bytes, sizeof(stream->bytes));
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return -errno;
    stream->at = 0;
    stream->have = (size_t)n;
    vs_sha256_add(&stream->sum, stream->bytes, (size_t)n);
    int r = tick(stream->files);
    return r < 0 ? r : n > 0;
}

int stream_read(struct stream *stream, void *ret_bytes, size_t size)
{
    for (char *to = ret_bytes; size > 0;) {
        int r = stream->at < stream->have ? 1 : fill(stream);
        if (r <= 0)
            return r < 0 ? r : -EBADMSG;
        size_t have = stream->have - stream->at;
        size_t piece = size < have ? size : have;
        memcpy(to, stream->bytes + stream->at, piece);
        stream->at += piece;
        to += piece;
        size -= piece;
    }
    return 0;
}

static bool is_full(const struct stream *stream)
{
    struct statvfs room;
    return fstatvfs(stream->files->storage_fd, &room) == 0 &&
           (uint64_t)room.f_bavail * room.f_frsize < ALL_BUT_FULL;
}

/* The rest of what is read, or what was written and is in the buffer yet. */
static int finish(struct stream *stream)
{
    int r = stream->is_unpacked ? 1 : flush(stream);
    while (r > 0)
        r = fill(stream);
    return r;
}

int stream_end(struct stream *stream, char ret_sum[VS_CHECKSUM_TEXT_SIZE])
{
    uint8_t digest[VS_SHA256_SIZE];
    int r = finish(stream);
    if (r < 0)
        return stream_abandon(stream, r);
    vs_close_fd(&stream->fd);
    if (vs_tool_await(stream->tool) != 0)
        return stream->is_unpacked ? -EBADMSG : is_full(stream) ? -ENOSPC : -EIO;
    vs_sha256_end(&stream->sum, digest);
    vs_checksum_text(digest, ret_sum);
    return 0;
}

/* A pipe that nobody reads says that zstd has ended before. */
int stream_abandon(struct stream *stream, int r)
{
    vs_close_fd(&stream->fd);
    (void)vs_tool_await(stream->tool);
    return r != -EPIPE ? r : is_full(stream) ? -ENOSPC : -EIO;
}

int sum_archive(struct files *files, int archive, struct stream *stream,
                char ret_sum[VS_CHECKSUM_TEXT_SIZE])
{
    if (lseek(archive, 0, SEEK_SET) < 0)
        return -errno;
    int r = stream_unpack(files, archive, stream);
    return r < 0 ? r : stream_end(stream, ret_sum);
}
