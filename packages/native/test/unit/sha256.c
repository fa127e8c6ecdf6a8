#include "sha256.h"
#include "check.h"
#include <string.h>

static void hex(const uint8_t digest[VS_SHA256_SIZE], char ret_text[65])
{
    for (int i = 0; i < VS_SHA256_SIZE; i++)
        (void)snprintf(ret_text + 2 * i, 3, "%02x", digest[i]);
}

static void check_sum(const void *bytes, size_t size, const char *expected)
{
    struct vs_sha256 sum;
    uint8_t digest[VS_SHA256_SIZE];
    char text[65];
    vs_sha256_start(&sum);
    vs_sha256_add(&sum, bytes, size);
    vs_sha256_end(&sum, digest);
    hex(digest, text);
    CHECK(!strcmp(text, expected));
}

/* FIPS 180-4 examples; the last is of NIST's long message. */
static void test_published_vectors(void)
{
    static char million[1000000];
    check_sum("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_sum("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_sum("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    memset(million, 'a', sizeof(million));
    check_sum(million, sizeof(million),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* sha256sum(1) of the bytes 0, 1, 2, … around the ends of blocks. */
static void test_lengths_around_a_block(void)
{
    static const struct {
        size_t size;
        const char *digest;
    } KNOWN[] = {
        {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {55, "463eb28e72f82e0a96c0a4cc53690c571281131f672aa229e0d45ae59b598b59"},
        {56, "da2ae4d6b36748f2a318f23e7ab1dfdf45acdc9d049bd80e59de82a60895f562"},
        {57, "2fe741af801cc238602ac0ec6a7b0c3a8a87c7fc7d7f02a3fe03d1c12eac4d8f"},
        {63, "29af2686fd53374a36b0846694cc342177e428d1647515f078784d69cdb9e488"},
        {64, "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108"},
        {65, "4bfd2c8b6f1eec7a2afeb48b934ee4b2694182027e6d0fc075074f2fabb31781"},
        {119, "da18797ed7c3a777f0847f429724a2d8cd5138e6ed2895c3fa1a6d39d18f7ec6"},
        {120, "f52b23db1fbb6ded89ef42a23ce0c8922c45f25c50b568a93bf1c075420bbb7c"},
        {121, "335a461692b30bba1d647cc71604e88e676c90e4c22455d0b8c83f4bd7c8ac9b"},
        {127, "92ca0fa6651ee2f97b884b7246a562fa71250fedefe5ebf270d31c546bfea976"},
        {128, "471fb943aa23c511f6f72f8d1652d9c880cfa392ad80503120547703e56a2be5"},
        {129, "5099c6a56203f9687f7d33f4bfdf576d31dc91f6b695ecea38b2770c87631135"},
    };
    uint8_t bytes[130];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof(KNOWN) / sizeof(KNOWN[0]); i++)
        check_sum(bytes, KNOWN[i].size, KNOWN[i].digest);
}

static void test_parts_make_the_same_sum_as_the_whole(void)
{
    static uint8_t bytes[700];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i * 31 + i / 7);
    for (size_t part = 1; part < 200; part++) {
        struct vs_sha256 whole, parts;
        uint8_t expected[VS_SHA256_SIZE], found[VS_SHA256_SIZE];
        vs_sha256_start(&whole);
        vs_sha256_add(&whole, bytes, sizeof(bytes));
        vs_sha256_end(&whole, expected);
        vs_sha256_start(&parts);
        for (size_t at = 0; at < sizeof(bytes); at += part)
            vs_sha256_add(&parts, bytes + at,
                          sizeof(bytes) - at < part ? sizeof(bytes) - at : part);
        vs_sha256_end(&parts, found);
        CHECK(!memcmp(expected, found, sizeof(found)));
    }
}

static void test_the_processors_rounds_are_the_portable_ones(void)
{
    uint8_t blocks[5 * VS_SHA256_BLOCK];
    uint32_t one[8], other[8];
    vs_sha256_blocks *native = vs_sha256_native();
    if (!native)
        return;
    for (size_t i = 0; i < sizeof(blocks); i++)
        blocks[i] = (uint8_t)(i * 73 + 11);
    for (uint32_t i = 0; i < 8; i++)
        one[i] = other[i] = i * 0x9e3779b9u;
    vs_sha256_portable(one, blocks, 5);
    native(other, blocks, 5);
    CHECK(!memcmp(one, other, sizeof(one)));
}

int main(void)
{
    test_published_vectors();
    test_lengths_around_a_block();
    test_parts_make_the_same_sum_as_the_whole();
    test_the_processors_rounds_are_the_portable_ones();
    return 0;
}
