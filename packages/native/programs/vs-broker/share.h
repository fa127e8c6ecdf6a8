/* Shared areas. Guests make them by using them; only their end is asked for. */
#pragma once
#include "operation.h"

int admit_share_delete(struct broker *broker, const struct connection *from, const void *request,
                       struct vs_failure *ret_failure);
int share_delete(const struct broker *broker, const void *request, struct answer *ret_answer);
