/* Answers the kernel, one request after the other, until the mount is gone. */
#pragma once
#include "snapshot.h"

_Noreturn void serve_main(struct server *server, int fuse);
