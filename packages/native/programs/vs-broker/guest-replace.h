/* Other files for a guest that is down: made anew, or those that were put away before. */
#pragma once
#include "operation.h"

int check_guest_replace(const void *request, struct vs_failure *ret_failure);
int guest_replace(const struct broker *broker, const void *request, struct answer *ret_answer);
