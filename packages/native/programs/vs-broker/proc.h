/*
 * vs-proc, which shows guests their own numbers. It outlives the broker: the next one starts a new
 * one, which takes over from the old.
 */
#pragma once
#include "broker.h"

/* Returns when it serves, or when it is known that it cannot. Guests start without it as well. */
void proc_open(struct broker *broker);
/* Its pidfd is readable. */
void proc_ended(struct broker *broker);
/* Starts it again when that is due; ms until then, or -1. */
int proc_tend(struct broker *broker, int64_t now_ms);
/* It ends when no guest runs, and stays otherwise; returns when that is decided. */
void proc_close(struct broker *broker);
