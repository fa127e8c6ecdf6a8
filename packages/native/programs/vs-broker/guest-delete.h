#pragma once
#include "operation.h"

/* Refuses while the guest runs and when deletions come too fast. */
int admit_delete(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure);
int guest_delete(const struct broker *broker, const void *request, struct answer *ret_answer);
