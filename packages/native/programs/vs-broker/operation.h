/* The closed table of what the broker does: sizes, check, and who does the work. */
#pragma once
#include "broker.h"

#define REQUEST_MAX 8192
#define REPLY_MAX   2048

enum where {
    HERE,       /* in the loop: it never blocks */
    IN_CHILD,   /* in a forked child: may wait for the disk or the kernel */
    IN_PROGRAM, /* in a program of its own */
};

struct answer {
    uint8_t bytes[REPLY_MAX] __attribute__((aligned(8)));
    int fd; /* -1: none attached */
    struct vs_failure failure;
};

struct operation {
    uint32_t request_size, reply_size;
    /* 0 or -errno with the stage noted; the request's strings and numbers are safe afterwards. */
    int (*check)(const void *request, struct vs_failure *ret_failure);
    enum where where;
    /* May refuse before a child is made; NULL: nothing to ask. */
    int (*admit)(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure);
    int (*run)(const struct broker *broker, const void *request, struct answer *ret_answer);
    /* In place of run, for what changes the broker itself or asks who asked; HERE only. */
    int (*serve)(struct broker *broker, const struct connection *from, const void *request,
                 struct answer *ret_answer);
    bool copies; /* may copy a whole tree or image: takes as long as the disk does */
    const char *program;
    bool may_park; /* the program can be started before there is a request */
};

/* NULL when there is no such operation. */
const struct operation *find_operation(uint32_t number);
