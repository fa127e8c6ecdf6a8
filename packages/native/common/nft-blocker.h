/* Rules of others that drop what is forwarded, as firewalld, ufw and docker make them. */
#pragma once
#include <stddef.h>

/*
 * The first chain of the network namespace of the caller, but of one table (of the family inet),
 * that drops or refuses whatever of the forwarded packets it does not know: "ip filter FORWARD". ""
 * when there is none. 0 or -errno.
 */
int vs_nft_blocker(const char *but_of, char *ret_name, size_t size);
