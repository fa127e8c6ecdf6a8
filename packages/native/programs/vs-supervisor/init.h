#pragma once
#include "guest.h"

/*
 * Body of P1: becomes the guest's init or tells through child_fd which step failed. The socket
 * closes by itself when the program is executed.
 */
_Noreturn void init_main(const struct guest *guest, uint32_t *ready);
