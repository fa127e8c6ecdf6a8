/* Two guests share the files of a directory; one tries to make itself felt, the other looks out. */
#pragma once
#include <stddef.h>

#define FILES_MAX 64
#define SIZE      65536 /* of each file */
#define MARK      "changed by a neighbour"

extern char names[FILES_MAX][64];
extern int names_count;

/* Goes into a directory and lists its files in order. */
void list(const char *directory);

/* attempt.c: one attempt on each file in order, a line "NAME: RESULT" each. */
int try_all(const char *directory);
/* watch.c: until `stop` exists; then what was seen to change, a line each. */
int watch(const char *directory, const char *stop);
/*
 * race.c: for each race-NNNN of the directory, opens for writing a path that flips between a file
 * of its own and the shared one, and writes through whatever it got.
 */
int race(const char *directory);
/*
 * lease.c, on the host: how often a file was open for writing, as a lease for reading is refused
 * then; until SIGTERM, from when it has said "ready". Source: fcntl(2), F_SETLEASE.
 */
int lease(char **files);
