/* What supervisors that were killed leave of their guests' networks is cleared away by a child. */
#pragma once
#include "broker.h"

/* A child of ours has ended in the middle of what it did; also when we begin. */
void network_sweep_soon(struct broker *broker);
/* In a moment, for such news comes in numbers. */
void network_sweep_later(struct broker *broker);
/* Begins what is due; ms until something is, or -1. */
int network_sweep_tend(struct broker *broker, int64_t now_ms);
/* That child has ended. */
void network_swept(struct broker *broker, int status);
