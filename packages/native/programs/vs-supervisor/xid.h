/* A context number belongs to one running guest at a time: its ids on the host come from it. */
#pragma once
#include "guest.h"

/* 0, -EADDRINUSE while another guest that runs has the number, or -errno. */
int claim_xid(struct guest *guest);
void release_xid(struct guest *guest);
