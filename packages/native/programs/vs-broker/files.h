/* Jobs on the storage, see programs/vs-files. */
#pragma once
#include "operation.h"

/* Refuses a job on a guest that runs, when it has to be stopped for it. */
int admit_files(struct broker *broker, const struct connection *from, const void *request,
                struct vs_failure *ret_failure);
int files_cancel(const struct broker *broker, const void *request, struct answer *ret_answer);
