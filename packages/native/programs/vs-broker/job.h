/* Requests answered by a child: made, answered through its socket, given up after a time. */
#pragma once
#include "operation.h"

/* Starts a child for the request of a connection. 0 or -errno. */
int job_start(struct broker *broker, uint32_t connection, const struct vs_header *header,
              const struct operation *operation, const void *request,
              struct vs_failure *ret_failure);
/* The child reported or died: passes its answer on. */
void job_answer(struct broker *broker, uint32_t job);
/* Ends children that had their time. Returns ms until the next has, or -1. */
int job_expire(struct broker *broker, int64_t now_ms);
