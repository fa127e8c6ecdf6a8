/* Questions to nf_tables in the network namespace that the socket was made in. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct vs_nft_table {
    uint64_t handle; /* no other table of the namespace ever has it */
    bool is_marked;  /* has the text in its comment */
};

/* Netlink socket, or -errno: EOPNOTSUPP when the kernel has no nf_tables. */
int vs_nft_open(void);
/* Grows with every change that anybody makes to any rule. All return 0 or -errno. */
int vs_nft_generation(int nft, uint32_t *ret_generation);
/* The one after it: 0 is left out. Source: kernel net/netfilter/nf_tables_api.c,
 * nf_tables_commit().
 */
static inline uint32_t vs_nft_next(uint32_t generation)
{
    return generation == UINT32_MAX ? 1 : generation + 1;
}
/* These are about tables of the family inet; ENOENT when there is none. */
int vs_nft_table(int nft, const char *table, const char *mark, struct vs_nft_table *ret_table);
/* Rules of a chain and what leads to it: jumps and elements of verdict maps. */
int vs_nft_chain_use(int nft, const char *table, const char *chain, uint32_t *ret_use);
int vs_nft_counter(int nft, const char *table, const char *counter, uint64_t *ret_packets,
                   uint64_t *ret_bytes);
