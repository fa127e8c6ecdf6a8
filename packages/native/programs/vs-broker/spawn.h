/* Child processes that do the work of an operation. */
#pragma once
#include "operation.h"

/*
 * Starts one, which tells its answer on *ret_report. Without a request a program gets only the
 * layout record, and takes the request as a message on the same socket. 0 or -errno.
 */
int spawn(const struct broker *broker, const struct operation *operation, const void *request,
          int *ret_report, int *ret_pidfd);
