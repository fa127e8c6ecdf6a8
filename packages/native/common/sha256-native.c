/* The rounds of SHA-256 by instructions of x86-64 (SHA-NI) and of 64-bit ARM (FEAT_SHA256). */
#include "sha256.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define TARGET __attribute__((target("sha,sse4.1,ssse3")))

/* Source: Intel SDM 2, SHA256RNDS2: the state lies in two registers, as ABEF and CDGH. */
struct halves {
    __m128i abef, cdgh;
};

TARGET static struct halves load_state(const uint32_t state[8])
{
    __m128i dcba = _mm_loadu_si128((const __m128i *)(const void *)state);
    __m128i hgfe = _mm_loadu_si128((const __m128i *)(const void *)(state + 4));
    __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1);
    __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1b);
    return (struct halves){_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xf0)};
}

TARGET static void store_state(uint32_t state[8], struct halves halves)
{
    __m128i feba = _mm_shuffle_epi32(halves.abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(halves.cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* The next four words of the schedule from the last sixteen. */
TARGET static __m128i schedule_next(const __m128i words[4])
{
    __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(words[0], words[1]),
                                _mm_alignr_epi8(words[3], words[2], 4));
    return _mm_sha256msg2_epu32(sum, words[3]);
}

TARGET static void four_rounds(struct halves *halves, __m128i words, int group)
{
    const __m128i *constants = (const __m128i *)(const void *)(VS_SHA256_ROUNDS + 4 * group);
    __m128i sum = _mm_add_epi32(words, _mm_loadu_si128(constants));
    halves->cdgh = _mm_sha256rnds2_epu32(halves->cdgh, halves->abef, sum);
    sum = _mm_shuffle_epi32(sum, 0x0e);
    halves->abef = _mm_sha256rnds2_epu32(halves->abef, halves->cdgh, sum);
}

TARGET static void blocks_native(uint32_t state[8], const uint8_t *blocks, size_t count)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    struct halves now = load_state(state);
    for (; count > 0; count--, blocks += VS_SHA256_BLOCK) {
        struct halves before = now;
        __m128i words[4];
        for (int i = 0; i < 4; i++) {
            const __m128i *source = (const __m128i *)(const void *)(blocks + 16 * i);
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128(source), swap);
            four_rounds(&now, words[i], i);
        }
#pragma GCC unroll 12
        for (int i = 4; i < 16; i++) {
            __m128i next = schedule_next(words);
            words[0] = words[1];
            words[1] = words[2];
            words[2] = words[3];
            words[3] = next;
            four_rounds(&now, next, i);
        }
        now.abef = _mm_add_epi32(now.abef, before.abef);
        now.cdgh = _mm_add_epi32(now.cdgh, before.cdgh);
    }
    store_state(state, now);
}

vs_sha256_blocks *vs_sha256_native(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1))
        return NULL;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_SHA))
        return NULL;
    return blocks_native;
}

#elif defined(__aarch64__)
#include <arm_neon.h>
#include <asm/hwcap.h>
#include <sys/auxv.h>

#define TARGET __attribute__((target("+crypto")))

TARGET static void blocks_native(uint32_t state[8], const uint8_t *blocks, size_t count)
{
    uint32x4_t abcd = vld1q_u32(state), efgh = vld1q_u32(state + 4);
    for (; count > 0; count--, blocks += VS_SHA256_BLOCK) {
        uint32x4_t abcd_before = abcd, efgh_before = efgh, words[4];
        for (int i = 0; i < 4; i++)
            words[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(blocks + 16 * i)));
        for (int i = 0; i < 16; i++) {
            uint32x4_t sum = vaddq_u32(words[0], vld1q_u32(VS_SHA256_ROUNDS + 4 * i));
            uint32x4_t next =
                vsha256su1q_u32(vsha256su0q_u32(words[0], words[1]), words[2], words[3]);
            uint32x4_t old = abcd;
            abcd = vsha256hq_u32(abcd, efgh, sum);
            efgh = vsha256h2q_u32(efgh, old, sum);
            words[0] = words[1];
            words[1] = words[2];
            words[2] = words[3];
            words[3] = next;
        }
        abcd = vaddq_u32(abcd, abcd_before);
        efgh = vaddq_u32(efgh, efgh_before);
    }
    vst1q_u32(state, abcd);
    vst1q_u32(state + 4, efgh);
}

vs_sha256_blocks *vs_sha256_native(void)
{
    return getauxval(AT_HWCAP) & HWCAP_SHA2 ? blocks_native : NULL;
}

#else

vs_sha256_blocks *vs_sha256_native(void)
{
    return NULL;
}
#endif
