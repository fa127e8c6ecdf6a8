#include "cleanup.h"
#include "image.h"
#include "kernel.h"
#include "protocol.h"
#include "tool.h"
#include <inttypes.h>
#include <stdio.h>

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

/*
 * Every feature by name, so that neither the host's settings nor the tool's version choose. Group
 * descriptors of 64 bits let it grow without bounds.
 */
#define FEATURES                                                                                   \
    "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,"              \
    "sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum"

/* Their tables are part of the size, and what the template has needs none of them. */
#define BYTES_PER_INODE 32768

/* In time the journal is written all over, and then occupies the storage. */
static unsigned journal_mib(uint64_t bytes)
{
    return bytes < 128 * MIB ? 4 : bytes < 64 * GIB ? 16 : 64;
}

/* Room for the descriptors of groups to come, which costs some blocks; when it is used up the
 * kernel spreads them by itself (meta_bg). */
static uint64_t growth_blocks(uint64_t bytes)
{
    return (bytes < 8 * GIB ? 64 * GIB : 8 * bytes) / VS_IMAGE_BLOCK;
}

static int run_mke2fs(int guest, const char *from, const struct vs_image_size *size)
{
    char journal[24], extended[128], inodes[24];
    bool is_counted = size->inodes != VS_INFINITY;
    (void)snprintf(journal, sizeof(journal), "size=%u", journal_mib(size->bytes));
    /* A hole reads as zeros, so that nothing has to be written to make an empty table. */
    (void)snprintf(extended, sizeof(extended),
                   "assume_storage_prezeroed=1,nodiscard,root_owner=0:0,resize=%" PRIu64,
                   growth_blocks(size->bytes));
    (void)snprintf(inodes, sizeof(inodes), "%" PRIu64, is_counted ? size->inodes : BYTES_PER_INODE);
    const char *const arguments[VS_TOOL_ARGUMENTS_MAX] = {
        "mke2fs", "-qF",         "-t", "ext4",   "-b",         "4096", "-I",
        "256",    "-m",          "0",  "-e",     "remount-ro", "-O",   FEATURES,
        "-J",     journal,       "-E", extended, "-d",         from,   is_counted ? "-N" : "-i",
        inodes,   VS_IMAGE_NAME,
    };
    int r = vs_tool_run(guest, arguments);
    return r == -ENOENT ? -EOPNOTSUPP : r > 0 ? -EIO : r;
}

bool vs_image_is_possible(void)
{
    return vs_tool_is_there("mke2fs") && access("/dev/loop-control", W_OK) == 0;
}

/* An inode for each block is the most that ext4 has room for. */
static bool is_possible(const struct vs_image_size *size)
{
    return size->bytes >= VS_IMAGE_MIN && size->bytes <= VS_IMAGE_MAX &&
           size->bytes % VS_IMAGE_BLOCK == 0 &&
           (size->inodes == VS_INFINITY || size->inodes <= size->bytes / VS_IMAGE_BLOCK);
}

int vs_image_make(int guest, const char *from, const struct vs_image_size *size)
{
    if (!is_possible(size))
        return -ERANGE;
    cleanup_fd int image =
        openat(guest, VS_IMAGE_NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (image < 0 || ftruncate(image, (off_t)size->bytes) < 0)
        return -errno;
    int r = run_mke2fs(guest, from, size);
    if (r == 0 && fsync(image) < 0)
        r = -errno;
    if (r < 0)
        (void)unlinkat(guest, VS_IMAGE_NAME, 0);
    return r;
}
