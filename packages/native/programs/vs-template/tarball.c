/*
 * A tree from an archive that may be hostile. The archive is read outside of the context and comes
 * by a pipe; what decompresses and unpacks it is root of nothing but the new tree. GNU tar takes
 * "/" and ".." from the front of names, and makes a link that leaves the tree only after all files.
 */
#include "cleanup.h"
#include "command.h"
#include "kernel.h"
#include "method.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define IMPORTS      "imports"
#define HEADER_SIZE  512
#define CHECKSUM_AT  148 /* of a header. Source: tar(5) */
#define CHECKSUM_END 156
#define OUTPUT_ENDED (128 + 13) /* SIGPIPE */
#define IS_CORRUPT   "E: the archive is corrupt or cut off\n"

enum compression { PLAIN, GZIP, XZ, ZSTD };

/* The memory a stream may ask for is its maker's choice; the context has a gibibyte. */
static const struct format {
    const char *magic;
    size_t length;
    char *const argv[5];
} FORMATS[] = {
    [GZIP] = {"\x1f\x8b", 2, {"gzip", "-dc", NULL}},
    [XZ] = {"\xfd"
            "7zXZ",
            6,
            {"xz", "-dc", "--memlimit-decompress=512MiB", NULL}},
    [ZSTD] = {"\x28\xb5\x2f\xfd", 4, {"zstd", "-dcq", "--memory=512MB", NULL}},
};

/* The sum of the header's bytes, its own field taken as blanks, in octal. Source: tar(5) */
static bool is_header(const unsigned char *bytes)
{
    char text[CHECKSUM_END - CHECKSUM_AT + 1] = "";
    unsigned long sum = 0;
    memcpy(text, bytes + CHECKSUM_AT, sizeof(text) - 1);
    for (int i = 0; i < HEADER_SIZE; i++)
        sum += i >= CHECKSUM_AT && i < CHECKSUM_END ? ' ' : bytes[i];
    return strtoul(text, NULL, 8) == sum;
}

static int recognise(int file, uint32_t *ret_compression)
{
    unsigned char bytes[HEADER_SIZE] = {0};
    ssize_t size = pread(file, bytes, sizeof(bytes), 0);
    if (size < 0)
        return -errno;
    for (uint32_t i = GZIP; i <= ZSTD; i++) {
        if ((size_t)size < FORMATS[i].length ||
            memcmp(bytes, FORMATS[i].magic, FORMATS[i].length) != 0)
            continue;
        *ret_compression = i;
        return 0;
    }
    *ret_compression = PLAIN;
    return size == HEADER_SIZE && is_header(bytes) ? 0 : -ENOEXEC;
}

/*
 * The directory belongs to the agent, so a name in it may be a link to anything: only a file that
 * has no other name is read.
 */
int tarball_prepare(struct build *build)
{
    char path[VS_PATH_SIZE + 16];
    struct stat status;
    (void)snprintf(path, sizeof(path), "%s/" IMPORTS, build->layout.data);
    cleanup_fd int imports = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (imports < 0)
        return -errno;
    build->source_fd =
        vs_openat2(imports, build->request.source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0,
                   RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
    if (build->source_fd < 0 || fstat(build->source_fd, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
        return -EPERM;
    return recognise(build->source_fd, &build->compression);
}

static int unpack(int input, pid_t decompressor)
{
    char *argv[] = {"tar",
                    "--extract",
                    "--file=-",
                    "--directory=" CONTEXT_TARGET,
                    "--numeric-owner",
                    "--same-owner",
                    "--preserve-permissions",
                    "--delay-directory-restore",
                    "--acls",
                    "--no-selinux",
                    "--xattrs",
                    "--xattrs-include=user.*",
                    "--xattrs-include=security.capability",
                    "--xattrs-exclude=user.overlay.*",
                    "--warning=no-timestamp",
                    "--quoting-style=escape",
                    "--verbose",
                    "--verbose", /* with mode and size, for the tally */
                    NULL};
    pid_t pids[] = {spawn_command(argv, input, -1), decompressor};
    int statuses[] = {EXIT_FAILURE, 0};
    if (input > 0)
        (void)close(input); /* or the decompressor would never learn of tar's end */
    await_commands(pids, statuses, decompressor > 0 ? 2 : 1);
    if (statuses[1] == 0 || (statuses[0] != 0 && statuses[1] == OUTPUT_ENDED))
        return statuses[0];
    (void)!write(2, IS_CORRUPT, sizeof(IS_CORRUPT) - 1);
    return 3;
}

int tarball_run(const struct build *build)
{
    int ends[2];
    if (build->compression == PLAIN)
        return unpack(-1, 0);
    if (pipe2(ends, O_CLOEXEC) < 0)
        return EXIT_FAILURE;
    pid_t decompressor = spawn_command(FORMATS[build->compression].argv, -1, ends[1]);
    (void)close(ends[1]);
    (void)close(0);
    (void)open("/dev/null", O_RDONLY);
    return decompressor < 0 ? EXIT_FAILURE : unpack(ends[0], decompressor);
}

/* tar says 2 for anything it could not do; that it could not make devices is as it should be. */
bool tarball_has_succeeded(const struct build *build, int status)
{
    return status == 0 || (status == 2 && build->tally.devices > 0 && build->tally.faults == 0);
}
