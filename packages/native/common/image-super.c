#include "image-file.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SUPER_OFFSET 1024
#define SUPER_MAGIC  0xef53u
#define STATE_ERROR  0x0002u

#define INCOMPATIBLE_RECOVER       0x0004u
#define READ_ONLY_COMPATIBLE_QUOTA 0x0100u

/* Offsets in bytes; all integers are little endian, as we are. */
enum {
    INODES = 0x00,
    BLOCKS_LOW = 0x04,
    FREE_BLOCKS_LOW = 0x0c,
    FREE_INODES = 0x10,
    INODES_PER_GROUP = 0x28,
    MAGIC = 0x38,
    STATE = 0x3a,
    INCOMPATIBLE = 0x60,
    READ_ONLY_COMPATIBLE = 0x64,
    BLOCKS_HIGH = 0x150,
    FREE_BLOCKS_HIGH = 0x158,
};

static uint32_t u32_at(const unsigned char *super, unsigned offset)
{
    uint32_t value;
    memcpy(&value, super + offset, sizeof(value));
    return value;
}

static uint16_t u16_at(const unsigned char *super, unsigned offset)
{
    uint16_t value;
    memcpy(&value, super + offset, sizeof(value));
    return value;
}

static uint64_t bytes_at(const unsigned char *super, unsigned low, unsigned high)
{
    return ((uint64_t)u32_at(super, high) << 32 | u32_at(super, low)) * VS_IMAGE_BLOCK;
}

int vs_image_super(int image, struct vs_image_super *ret_super)
{
    unsigned char super[1024];
    ssize_t n = pread(image, super, sizeof(super), SUPER_OFFSET);
    if (n < 0)
        return -errno;
    if (n != sizeof(super) || u16_at(super, MAGIC) != SUPER_MAGIC)
        return -EBADMSG;
    struct vs_image_size size = {.bytes = bytes_at(super, BLOCKS_LOW, BLOCKS_HIGH),
                                 .inodes = u32_at(super, INODES)};
    *ret_super = (struct vs_image_super){
        .use.size = size,
        .use.used = {.bytes = size.bytes - bytes_at(super, FREE_BLOCKS_LOW, FREE_BLOCKS_HIGH),
                     .inodes = size.inodes - u32_at(super, FREE_INODES)},
        .inodes_per_group = u32_at(super, INODES_PER_GROUP),
        .is_damaged = u16_at(super, STATE) & STATE_ERROR,
        .has_journal_to_replay = u32_at(super, INCOMPATIBLE) & INCOMPATIBLE_RECOVER,
        .counts_quota = u32_at(super, READ_ONLY_COMPATIBLE) & READ_ONLY_COMPATIBLE_QUOTA,
    };
    return 0;
}
