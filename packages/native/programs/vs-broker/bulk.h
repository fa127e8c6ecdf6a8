/*
 * Mass stops and deletions: each kind has a brake, and only a permit that root confirmed on the
 * host goes beyond it.
 */
#pragma once
#include "operation.h"

/* Finds the permits of an earlier broker in RUN/bulk. 0 or -errno. */
int bulk_open(struct broker *broker);
/* Whether one more of this kind may be done for the one who asks; EAGAIN and "stop-rate" or
 * "delete-rate". */
int bulk_admit(struct broker *broker, const struct connection *from, uint32_t kind,
               const char *name, struct vs_failure *ret_failure);

/* A guest that is asked to stop, then asked again and at last killed, is one guest. */
bool bulk_has_ended(const struct broker *broker, const struct vs_guest_reply *run);
void bulk_note_end(struct broker *broker, const struct vs_guest_reply *run);

int bulk_ask(struct broker *broker, const struct connection *from, const void *request,
             struct answer *ret_answer);
int bulk_list(struct broker *broker, const struct connection *from, const void *request,
              struct answer *ret_answer);
int bulk_withdraw(struct broker *broker, const struct connection *from, const void *request,
                  struct answer *ret_answer);
int bulk_confirm(struct broker *broker, const struct connection *from, const void *request,
                 struct answer *ret_answer);
