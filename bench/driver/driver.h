/* Shared by the two halves of the driver: our broker and the peers' command lines. */
#pragma once
#include <stdint.h>

/* Nanoseconds of wall time: the only clock that a guest and its host share. */
uint64_t wall_nanoseconds(void);

/* The payload's stamp, or 0 when it left none. */
uint64_t read_stamp(const char *path);

/* Prints {"first":ns,"total":ns} and returns the exit status; first is -1 without a stamp. */
int report(uint64_t begun, uint64_t stamp, uint64_t ended);

int run_broker(int argc, char **argv);
int run_peer(int argc, char **argv);
