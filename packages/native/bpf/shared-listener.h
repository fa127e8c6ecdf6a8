/* Sockets that connections and datagrams to a guest of the shared network are given to. */
#pragma once
#include "shared.h"

#define DATAGRAM 0x10 /* with the family */

MAP(shared_listener, BPF_MAP_TYPE_SOCKHASH, struct vs_shared_listener, uint64_t, 65536, 0);
