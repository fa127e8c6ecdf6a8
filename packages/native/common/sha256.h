/* SHA-256 (FIPS 180-4), by the processor's own instructions where it has them. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define VS_SHA256_SIZE  32
#define VS_SHA256_BLOCK 64

struct vs_sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    uint8_t block[VS_SHA256_BLOCK];
};

void vs_sha256_start(struct vs_sha256 *sum);
void vs_sha256_add(struct vs_sha256 *sum, const void *bytes, size_t size);
void vs_sha256_end(struct vs_sha256 *sum, uint8_t ret_digest[VS_SHA256_SIZE]);

/* The compression function: takes `count` whole blocks into the state. */
typedef void vs_sha256_blocks(uint32_t state[8], const uint8_t *blocks, size_t count);

extern const uint32_t VS_SHA256_ROUNDS[64];
vs_sha256_blocks vs_sha256_portable;
/* The fastest this processor has, vs_sha256_portable at least. */
vs_sha256_blocks *vs_sha256_fastest(void);
/* What the processor's own instructions do; NULL when it has none. */
vs_sha256_blocks *vs_sha256_native(void);
