/* The bytes of an archive on their way through zstd(1), and their sum. */
#pragma once
#include "files.h"
#include "manifest.h"

#define STREAM_BUFFER 131072

struct stream {
    struct files *files;
    int fd; /* of the pipe */
    bool is_unpacked;
    pid_t tool;
    struct vs_sha256 sum; /* of what is not packed */
    size_t at, have;      /* in the buffer */
    char bytes[STREAM_BUFFER];
};

/* Whether the host has zstd(1). */
bool stream_is_possible(void);

/* All return 0 or -errno. archive: of the packed file, at its begin. */
int stream_pack(struct files *files, int archive, struct stream *stream);
int stream_write(struct stream *stream, const void *bytes, size_t size);
int stream_unpack(struct files *files, int archive, struct stream *stream);
/* Exactly so many. EBADMSG: there are no more. ECANCELED as tick(). */
int stream_read(struct stream *stream, void *ret_bytes, size_t size);
/*
 * Ends it in either direction; what was not read yet is read for the sum. EBADMSG: zstd could not
 * unpack it; ENOSPC or EIO: it could not be written.
 */
int stream_end(struct stream *stream, char ret_sum[VS_CHECKSUM_TEXT_SIZE]);
/* Nothing but the sum of what is packed in it. */
int sum_archive(struct files *files, int archive, struct stream *stream,
                char ret_sum[VS_CHECKSUM_TEXT_SIZE]);
/* Ends it after a failure, which it returns. */
int stream_abandon(struct stream *stream, int r);
