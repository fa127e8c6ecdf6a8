/*
 * Supervisors started ahead, which wait for a guest with all done that needs no knowledge of it.
 * Why, and what that costs: docs/adr/0003-parked-supervisors.md.
 */
#pragma once
#include "operation.h"

/* Gives the request to the one that has waited longest. -ENOENT when none is there. */
int park_take(struct broker *broker, const struct operation *operation, const void *request,
              int *ret_report, int *ret_pidfd);
/* It ended, or said something, before it was asked. */
void park_lost(struct broker *broker, uint32_t index);
/* Makes or lets go one when it is time to. Returns ms until it wants to be called again, or -1. */
int park_tend(struct broker *broker, int64_t now_ms);
