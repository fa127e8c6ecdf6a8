#include "sha256.h"
#include <stdatomic.h>
#include <string.h>

const uint32_t VS_SHA256_ROUNDS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, int count)
{
    return word >> count | word << (32 - count);
}

static uint32_t big_endian(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void expand(uint32_t schedule[64], const uint8_t *block)
{
    for (int i = 0; i < 16; i++)
        schedule[i] = big_endian(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t early = schedule[i - 15], late = schedule[i - 2];
        schedule[i] = schedule[i - 16] + schedule[i - 7] +
                      (rotate(early, 7) ^ rotate(early, 18) ^ early >> 3) +
                      (rotate(late, 17) ^ rotate(late, 19) ^ late >> 10);
    }
}

/* FIPS 180-4, 6.2.2. Unrolled by eight, the moves between the variables are only names. */
static void take_block(uint32_t state[8], const uint8_t *block)
{
    uint32_t schedule[64];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    expand(schedule, block);
#pragma GCC unroll 8
    for (int i = 0; i < 64; i++) {
        uint32_t sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t one = h + sum1 + ((e & f) ^ (~e & g)) + VS_SHA256_ROUNDS[i] + schedule[i];
        uint32_t sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t two = sum0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + one;
        d = c;
        c = b;
        b = a;
        a = one + two;
    }
    const uint32_t add[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; i++)
        state[i] += add[i];
}

void vs_sha256_portable(uint32_t state[8], const uint8_t *blocks, size_t count)
{
    for (; count > 0; count--, blocks += VS_SHA256_BLOCK)
        take_block(state, blocks);
}

/* Asking the processor is slow under a hypervisor, which answers in its stead. */
vs_sha256_blocks *vs_sha256_fastest(void)
{
    static _Atomic(vs_sha256_blocks *) known;
    vs_sha256_blocks *found = atomic_load_explicit(&known, memory_order_relaxed);
    if (found)
        return found;
    found = vs_sha256_native();
    found = found ? found : vs_sha256_portable;
    atomic_store_explicit(&known, found, memory_order_relaxed);
    return found;
}

void vs_sha256_start(struct vs_sha256 *sum)
{
    static const uint32_t START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(sum->state, START, sizeof(START));
    sum->length = 0;
}

void vs_sha256_add(struct vs_sha256 *sum, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    vs_sha256_blocks *take = vs_sha256_fastest();
    size_t held = sum->length % VS_SHA256_BLOCK;
    sum->length += size;
    if (held) {
        size_t fill = VS_SHA256_BLOCK - held < size ? VS_SHA256_BLOCK - held : size;
        memcpy(sum->block + held, at, fill);
        at += fill;
        size -= fill;
        if (held + fill < VS_SHA256_BLOCK)
            return;
        take(sum->state, sum->block, 1);
    }
    take(sum->state, at, size / VS_SHA256_BLOCK);
    at += size / VS_SHA256_BLOCK * VS_SHA256_BLOCK;
    if (size % VS_SHA256_BLOCK)
        memcpy(sum->block, at, size % VS_SHA256_BLOCK);
}

void vs_sha256_end(struct vs_sha256 *sum, uint8_t ret_digest[VS_SHA256_SIZE])
{
    uint8_t tail[2 * VS_SHA256_BLOCK] = {0x80};
    uint64_t bits = sum->length * 8;
    size_t held = sum->length % VS_SHA256_BLOCK;
    size_t pad = (held < 56 ? 56 : 120) - held;
    for (int i = 0; i < 8; i++)
        tail[pad + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
    vs_sha256_add(sum, tail, pad + 8);
    for (int i = 0; i < VS_SHA256_SIZE; i++)
        ret_digest[i] = (uint8_t)(sum->state[i / 4] >> (24 - 8 * (i % 4)));
}
