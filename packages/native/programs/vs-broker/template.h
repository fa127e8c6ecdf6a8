#pragma once
#include "operation.h"

int template_cancel(const struct broker *broker, const void *request, struct answer *ret_answer);
int template_delete(const struct broker *broker, const void *request, struct answer *ret_answer);
