/* One attempt of a guest's root to reach past its guest. Every attempt does no harm when it
 * succeeds. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define HANDLE_SIZE 128

/* What the host's side of the suite made for the guest to reach for. */
struct facts {
    int host_pid;          /* a process of the host's root */
    int victim_pid;        /* pid 1 of another guest, as the host numbers it */
    char canary[256];      /* a file that only the host has */
    char secret[64];       /* what is in it */
    char abstract[64];     /* an abstract Unix socket somebody on the host listens on */
    int port;              /* likewise on the host's loopback */
    int shm_key;           /* a System V segment of the host */
    unsigned major, minor; /* the host's disk */
    unsigned handle_type;  /* the canary's file handle */
    unsigned handle_size;
    unsigned char handle[HANDLE_SIZE];
};

enum verdict {
    REFUSED,   /* the kernel said no */
    CONTAINED, /* it worked, on what is the guest's own */
    SUCCEEDED,
    NOT_APPLICABLE, /* this kernel has no such thing */
};

struct outcome {
    enum verdict verdict;
    int error;
    char detail[160];
};

struct attack {
    const char *file;  /* names the attack */
    const char *title; /* "root of a guest cannot ..." */
    struct outcome (*attempt)(const struct facts *facts);
    int expected[8]; /* the refusals that prove something; 0 ends */
};

#define ATTACK(words, function, ...)                                                               \
    static const struct attack THIS = {__FILE_NAME__, words, function, {__VA_ARGS__}};             \
    static const struct attack *const HANDLE __attribute__((section("attacks"), used)) = &THIS;

/* Of a system call's result. */
struct outcome judge(long result);
struct outcome refused(int error);
struct outcome contained(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct outcome succeeded(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct outcome not_applicable(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Does the path, from the given directory, lead to the host's canary? */
bool finds_canary(const struct facts *facts, int directory, const char *path);
/* Opens a file for writing and writes back what it held; an outcome of the opening or the write. */
struct outcome rewrite(const char *path);
/* A mount table to spoil; stays in the old one when that is refused. */
void own_mounts(void);
/* A fresh directory of the guest. */
const char *scratch_directory(char *path, size_t size);
/* A link of /proc that leads where its own text leads: to a file of the guest. */
bool leads_inside(const char *link);
/* The mask of a line like "CapEff:" of a process. */
uint64_t capability_line(const char *pid, const char *line);
/* A process of the guest to attack on; ends with the attempt. */
pid_t sleeping_child(void);

/* Runs on the host until its input ends; prints the facts. */
int stand_on_host(const char *directory);
int read_facts(const char *path, struct facts *facts);
/* The other half of the attempt on an entering process. */
int snoop(const char *result);
