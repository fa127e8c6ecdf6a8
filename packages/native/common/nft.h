/* nft(8) of the host's distribution, for the network namespace of the caller. */
#pragma once
#include "nft-script.h"

#define VS_NFT_SAID_SIZE 256

/*
 * Runs the whole of a script or nothing of it. What nft said against it is put into ret_said. 0 or
 * -errno: EOPNOTSUPP when the host has no nft, EINVAL when it refused, ETIMEDOUT.
 */
int vs_nft_run(int script, char ret_said[VS_NFT_SAID_SIZE]);
/* An empty file for a script, or -errno. */
int vs_nft_script_open(void);
