/* Other files for a guest that is down: made anew, or those that were put away before. */
#pragma once
#include "operation.h"

int check_guest_replace(const void *request, struct vs_failure *ret_failure);
/* A deletion for the brake, but not when it is asked for again after it was done. */
int admit_replace(struct broker *broker, const struct connection *from, const void *request,
                  struct vs_failure *ret_failure);
int guest_replace(const struct broker *broker, const void *request, struct answer *ret_answer);
