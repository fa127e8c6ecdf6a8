#pragma once
#include "broker.h"

enum event_kind {
    EVENT_LISTEN = 1,
    EVENT_SIGNAL = 2,
    EVENT_CONNECTION = 3,
    EVENT_JOB = 4,
    EVENT_PARKED = 5,
    EVENT_PROC = 6,
    EVENT_UPLINK = 7,
};

/* Index of an EVENT_LISTEN. */
enum listener { LISTEN_AGENT = 0, LISTEN_ROOT = 1 };

/* Watches a descriptor for input. 0 or -errno. */
int event_add(const struct broker *broker, int fd, enum event_kind kind, uint32_t index);
/* No longer, although it stays open. 0 or -errno. */
int event_remove(const struct broker *broker, int fd);
/* Serves until SIGTERM. */
void event_loop(struct broker *broker);
