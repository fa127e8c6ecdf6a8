/* Guest operations; see the table in operation.c for where each runs. */
#pragma once
#include "operation.h"

int admit_start(struct broker *broker, const struct connection *from, const void *request,
                struct vs_failure *ret_failure);
/* Refuses when too many guests are stopped or killed in a short time. */
int admit_stop(struct broker *broker, const struct connection *from, const void *request,
               struct vs_failure *ret_failure);
int guest_open(const struct broker *broker, const void *request, struct answer *ret_answer);
int guest_stop(const struct broker *broker, const void *request, struct answer *ret_answer);
/*
 * The same brake, since a guest that stands still serves nobody; not for one that does already. It
 * is no end: who lets the guest go on has stopped nothing beforehand.
 */
int admit_freeze(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure);
int guest_freeze(const struct broker *broker, const void *request, struct answer *ret_answer);
int guest_kill(const struct broker *broker, const void *request, struct answer *ret_answer);

uint32_t count_running(const struct vs_layout_record *layout);
/* RUN/guests/NAME, or -errno. */
int open_run_directory(const struct vs_layout_record *layout, const char *name);
/* As vs_guest_hold(), but 0 also when it was made. */
int hold_guest(const struct vs_layout_record *layout, const char *name, int *ret_run);
/* A directory of the storage by kind ("guests", "templates", "bin"), or -errno. */
int open_storage(const struct vs_layout_record *layout, const char *kind);
