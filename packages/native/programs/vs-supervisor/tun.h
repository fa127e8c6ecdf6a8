#pragma once
#include "guest.h"

/* Stage of B: /dev/net/tun and one device of the guest's own, for who has VS_CCAP_TUN. */
int make_tun(struct guest *guest);
