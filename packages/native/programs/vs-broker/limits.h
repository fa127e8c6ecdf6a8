#pragma once
#include "operation.h"

int limit_set(const struct broker *broker, const void *request, struct answer *ret_answer);
int limit_get(const struct broker *broker, const void *request, struct answer *ret_answer);
int limit_use(const struct broker *broker, const void *request, struct answer *ret_answer);
