#pragma once
#include "guest.h"

int network_use(const struct broker *broker, const void *request, struct answer *ret_answer);
