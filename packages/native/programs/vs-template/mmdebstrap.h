/* The command that fills the tree, run as pid 1 of the throw-away context. */
#pragma once
#include "protocol.h"

#define CONTEXT_TARGET "/tmp/target"

/* Runs mmdebstrap to its end, reaping orphans; its exit status. Prints to descriptors 1 and 2. */
int mmdebstrap_run(const struct vs_template_build *request);
