#pragma once
#include "broker.h"

/* Fills layout, times and brakes from argv. On a fault prints one sentence and exits. */
void parse_options(struct broker *broker, int argc, char **argv);
