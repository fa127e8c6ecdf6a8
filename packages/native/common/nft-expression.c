#include "nft-expression.h"
#include <endian.h>

#define A_MINUTE 60

/* Places in the buffer; the two nests of an expression are closed inside out. */
struct open {
    size_t expression, data;
};

static struct open begin(struct vs_nft_batch *batch, const char *name)
{
    struct open open = {.expression = vs_nft_batch_nest(batch, NFTA_LIST_ELEM)};
    vs_nft_batch_put_text(batch, NFTA_EXPR_NAME, name);
    open.data = vs_nft_batch_nest(batch, NFTA_EXPR_DATA);
    return open;
}

static void end(struct vs_nft_batch *batch, struct open open)
{
    vs_nft_batch_end(batch, open.data);
    vs_nft_batch_end(batch, open.expression);
}

static void put_value(struct vs_nft_batch *batch, uint16_t type, const void *value, size_t size)
{
    size_t nest = vs_nft_batch_nest(batch, type);
    vs_nft_batch_put(batch, NFTA_DATA_VALUE, value, size);
    vs_nft_batch_end(batch, nest);
}

void vs_nft_meta(struct vs_nft_batch *batch, uint32_t key)
{
    struct open open = begin(batch, "meta");
    vs_nft_batch_put_u32(batch, NFTA_META_KEY, key);
    vs_nft_batch_put_u32(batch, NFTA_META_DREG, NFT_REG_1);
    end(batch, open);
}

void vs_nft_payload(struct vs_nft_batch *batch, uint32_t header, uint32_t offset, uint32_t size)
{
    struct open open = begin(batch, "payload");
    vs_nft_batch_put_u32(batch, NFTA_PAYLOAD_DREG, NFT_REG_1);
    vs_nft_batch_put_u32(batch, NFTA_PAYLOAD_BASE, header);
    vs_nft_batch_put_u32(batch, NFTA_PAYLOAD_OFFSET, offset);
    vs_nft_batch_put_u32(batch, NFTA_PAYLOAD_LEN, size);
    end(batch, open);
}

void vs_nft_mask(struct vs_nft_batch *batch, const uint8_t *mask, size_t size)
{
    static const uint8_t ZEROS[16];
    struct open open = begin(batch, "bitwise");
    vs_nft_batch_put_u32(batch, NFTA_BITWISE_SREG, NFT_REG_1);
    vs_nft_batch_put_u32(batch, NFTA_BITWISE_DREG, NFT_REG_1);
    vs_nft_batch_put_u32(batch, NFTA_BITWISE_LEN, (uint32_t)size);
    put_value(batch, NFTA_BITWISE_MASK, mask, size);
    put_value(batch, NFTA_BITWISE_XOR, ZEROS, size);
    end(batch, open);
}

void vs_nft_compare(struct vs_nft_batch *batch, uint32_t operation, const void *value, size_t size)
{
    struct open open = begin(batch, "cmp");
    vs_nft_batch_put_u32(batch, NFTA_CMP_SREG, NFT_REG_1);
    vs_nft_batch_put_u32(batch, NFTA_CMP_OP, operation);
    put_value(batch, NFTA_CMP_DATA, value, size);
    end(batch, open);
}

void vs_nft_compare_u8(struct vs_nft_batch *batch, uint32_t operation, uint8_t value)
{
    vs_nft_compare(batch, operation, &value, sizeof(value));
}

void vs_nft_compare_u16(struct vs_nft_batch *batch, uint32_t operation, uint16_t value)
{
    value = htobe16(value);
    vs_nft_compare(batch, operation, &value, sizeof(value));
}

void vs_nft_limit(struct vs_nft_batch *batch, uint64_t per_minute, uint32_t burst)
{
    struct open open = begin(batch, "limit");
    vs_nft_batch_put_u64(batch, NFTA_LIMIT_RATE, per_minute);
    vs_nft_batch_put_u64(batch, NFTA_LIMIT_UNIT, A_MINUTE);
    vs_nft_batch_put_u32(batch, NFTA_LIMIT_BURST, burst);
    vs_nft_batch_put_u32(batch, NFTA_LIMIT_TYPE, NFT_LIMIT_PKTS);
    end(batch, open);
}

void vs_nft_count(struct vs_nft_batch *batch)
{
    end(batch, begin(batch, "counter"));
}

void vs_nft_count_in(struct vs_nft_batch *batch, const char *counter)
{
    struct open open = begin(batch, "objref");
    vs_nft_batch_put_u32(batch, NFTA_OBJREF_IMM_TYPE, NFT_OBJECT_COUNTER);
    vs_nft_batch_put_text(batch, NFTA_OBJREF_IMM_NAME, counter);
    end(batch, open);
}

void vs_nft_log(struct vs_nft_batch *batch, const char *prefix)
{
    struct open open = begin(batch, "log");
    vs_nft_batch_put_text(batch, NFTA_LOG_PREFIX, prefix);
    end(batch, open);
}

void vs_nft_put_verdict(struct vs_nft_batch *batch, int code, const char *chain)
{
    size_t nest = vs_nft_batch_nest(batch, NFTA_DATA_VERDICT);
    vs_nft_batch_put_u32(batch, NFTA_VERDICT_CODE, (uint32_t)code);
    if (chain)
        vs_nft_batch_put_text(batch, NFTA_VERDICT_CHAIN, chain);
    vs_nft_batch_end(batch, nest);
}

void vs_nft_verdict(struct vs_nft_batch *batch, int code, const char *chain)
{
    struct open open = begin(batch, "immediate");
    vs_nft_batch_put_u32(batch, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
    size_t data = vs_nft_batch_nest(batch, NFTA_IMMEDIATE_DATA);
    vs_nft_put_verdict(batch, code, chain);
    vs_nft_batch_end(batch, data);
    end(batch, open);
}
