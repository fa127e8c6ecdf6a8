/*
 * Changes to nf_tables that happen together or not at all: messages built in one buffer, sent at
 * once. Source: kernel net/netfilter/nfnetlink.c, nfnetlink_rcv_batch().
 */
#pragma once
#include "netlink-messages.h"

/* A guest with all the rules, addresses and forwards it may have, replaced by another such. */
#define VS_NFT_BATCH_SIZE 393216

struct vs_nft_batch {
    const char *table;
    uint32_t count;
    struct vs_netlink_messages messages;
    char why[128]; /* what the kernel refused, or "" */
    _Alignas(8) uint8_t buffer[VS_NFT_BATCH_SIZE];
};

/* For a table of the family inet. It is refused with ERESTART when anybody has changed anything
 * since the kernel's count of changes was this; 0: whatever has changed. */
void vs_nft_batch_begin(struct vs_nft_batch *batch, const char *table, uint32_t generation);
/* One more message, NFT_MSG_*, with the name of the table as its first attribute. What does not fit
 * makes the sending refuse with ENOBUFS. */
void vs_nft_batch_add(struct vs_nft_batch *batch, uint16_t type, uint16_t flags);
/* Attributes of the message added last; numbers are written as the kernel takes them. */
void vs_nft_batch_put(struct vs_nft_batch *batch, uint16_t type, const void *value, size_t size);
void vs_nft_batch_put_u32(struct vs_nft_batch *batch, uint16_t type, uint32_t value);
void vs_nft_batch_put_u64(struct vs_nft_batch *batch, uint16_t type, uint64_t value);
void vs_nft_batch_put_text(struct vs_nft_batch *batch, uint16_t type, const char *text);
/* Attributes put until the end are inside this one. */
size_t vs_nft_batch_nest(struct vs_nft_batch *batch, uint16_t type);
void vs_nft_batch_end(struct vs_nft_batch *batch, size_t nest);

/* All of it is in force, or nothing is: 0 or -errno of the first message that was refused. */
int vs_nft_batch_send(struct vs_nft_batch *batch, int nft);
