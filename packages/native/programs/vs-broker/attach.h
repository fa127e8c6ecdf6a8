/* A stopped guest's files for root of the host, see programs/vs-mount. */
#pragma once
#include "operation.h"

int check_guest_attach(const void *request, struct vs_failure *ret_failure);
/* Only who came by root's socket. */
int admit_attach(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure);
int guest_attach(const struct broker *broker, const void *request, struct answer *ret_answer);
