/* The agent's connections: one message is one request. */
#pragma once
#include "operation.h"

/* root_only: from the socket of confirmations. */
void connection_accept(struct broker *broker, bool root_only);
void connection_read(struct broker *broker, uint32_t connection);
/* reply_size is ignored when the answer is a failure. */
void connection_reply(struct broker *broker, uint32_t connection, const struct vs_header *header,
                      const struct answer *answer, size_t reply_size);
