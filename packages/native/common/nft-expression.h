/* Expressions of a rule, in the order in which a packet meets them; values pass by one register. */
#pragma once
#include "nft-batch.h"
#include <linux/netfilter/nf_tables.h>

/* Looks at something of the packet: NFT_META_*, or bytes of a header, NFT_PAYLOAD_*_HEADER. */
void vs_nft_meta(struct vs_nft_batch *batch, uint32_t key);
void vs_nft_payload(struct vs_nft_batch *batch, uint32_t header, uint32_t offset, uint32_t size);
void vs_nft_mask(struct vs_nft_batch *batch, const uint8_t *mask, size_t size);
/* What was looked at last has to be so: NFT_CMP_*, in the order of the network. */
void vs_nft_compare(struct vs_nft_batch *batch, uint32_t operation, const void *value, size_t size);
void vs_nft_compare_u8(struct vs_nft_batch *batch, uint32_t operation, uint8_t value);
void vs_nft_compare_u16(struct vs_nft_batch *batch, uint32_t operation, uint16_t value);

/* No more than this many packets a minute, and a burst. */
void vs_nft_limit(struct vs_nft_batch *batch, uint64_t per_minute, uint32_t burst);
void vs_nft_count(struct vs_nft_batch *batch);
void vs_nft_count_in(struct vs_nft_batch *batch, const char *counter);
void vs_nft_log(struct vs_nft_batch *batch, const char *prefix);
/* NF_ACCEPT, NF_DROP, NFT_RETURN, NFT_GOTO or NFT_JUMP; the last two to a chain, the others NULL.
 */
void vs_nft_verdict(struct vs_nft_batch *batch, int code, const char *chain);
/* The same as a value of a map: into NFTA_SET_ELEM_DATA. */
void vs_nft_put_verdict(struct vs_nft_batch *batch, int code, const char *chain);
