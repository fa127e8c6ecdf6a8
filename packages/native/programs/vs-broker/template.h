#pragma once
#include "operation.h"

int template_cancel(const struct broker *broker, const void *request, struct answer *ret_answer);
/* Refuses when deletions come too fast. */
int admit_template_delete(struct broker *broker, const struct connection *from, const void *request,
                          struct vs_failure *ret_failure);
int template_delete(const struct broker *broker, const void *request, struct answer *ret_answer);
