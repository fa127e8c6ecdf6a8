/* Networks of running guests, and of the host; see the table in operation.c. */
#pragma once
#include "operation.h"

int network_set(const struct broker *broker, const void *request, struct answer *ret_answer);
int network_get(const struct broker *broker, const void *request, struct answer *ret_answer);
int network_probe(const struct broker *broker, const void *request, struct answer *ret_answer);
