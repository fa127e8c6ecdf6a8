/* A message of a client, taken apart without doing anything yet. */
#pragma once
#include "operation.h"

struct message {
    struct vs_header header;
    uint8_t request[REQUEST_MAX] __attribute__((aligned(8)));
};

/* Whether it is of our protocol at all; a client that sends anything else is cut. */
bool request_is_ours(const struct message *message, size_t length);
/* The operation, when every field of the request is as it may be; else NULL and why. */
const struct operation *request_check(const struct message *message, size_t length,
                                      struct vs_failure *ret_failure);
/* What the request counts as, well formed or not. */
enum rate_class request_class(const struct message *message);
