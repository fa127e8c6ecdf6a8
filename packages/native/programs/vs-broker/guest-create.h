/* The files of a new guest, made beside the place where they are to be. */
#pragma once
#include "operation.h"

int guest_create(const struct broker *broker, const void *request, struct answer *ret_answer);

#define TEMPORARY_SIZE (VS_NAME_SIZE + 8)

/* Where files are made: ".NAME.new", beside the place where they are to be. */
void temporary_name(const char *name, char ret_name[TEMPORARY_SIZE]);

/*
 * Makes GUESTS/.NAME.new and calls place, which renames it to where it belongs; what place refuses
 * is removed again. Without that it waits for the disk.
 */
typedef int (*place_files)(void *argument, int guests, const char *temporary);
int make_files(const struct broker *broker, const struct vs_guest_create *create, place_files place,
               void *argument, struct vs_failure *ret_failure);
