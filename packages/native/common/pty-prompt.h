/* Whether what was printed last asks for a secret. */
#pragma once
#include <stdbool.h>

#include "pty-ring.h"

/*
 * The last line ends with a prompt for a password, after which nothing was printed but stars. A
 * guess for programs that read keys one by one, as their terminal's modes say nothing then: what is
 * echoed comes behind the prompt, and it is none any more.
 */
bool pty_prompt_is_secret(const struct pty_ring *ring);
