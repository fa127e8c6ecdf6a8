/* One way of a hostile guest to use up what the host's guests share. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* In memory that the flood shares with its parent, which outlives the OOM killer. */
struct pressure {
    double end;         /* seconds of the monotonic clock */
    unsigned long done; /* what it got */
    unsigned long refusals;
    int error; /* the last refusal */
};

struct flood {
    const char *file;  /* names the flood */
    const char *title; /* what it floods with */
    void (*run)(struct pressure *pressure);
    int expected[8]; /* refusals that show the bound; KILLED is the OOM killer's, NONE a slow-down
                        only */
};

#define KILLED 1000
#define NONE   1001

#define FLOOD(words, function, ...)                                                                \
    static const struct flood THIS = {__FILE_NAME__, words, function, {__VA_ARGS__}};              \
    static const struct flood *const HANDLE __attribute__((section("floods"), used)) = &THIS;

bool pressing(const struct pressure *pressure);
/* Counts a result; true when it was refused. */
bool note(struct pressure *pressure, long result);
double seconds(void);
/* The soft limit of open files up to the hard one. */
void raise_open_files(void);

/* The neighbour's side. */
int serve(void);
int load(unsigned count);
