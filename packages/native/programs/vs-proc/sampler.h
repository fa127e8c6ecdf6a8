/* Keeps the load averages of all guests: a process of its own, so that nobody's many processes hold
 * up who reads. */
#pragma once
#include "guest.h"

_Noreturn void sampler_main(struct guests *guests);
