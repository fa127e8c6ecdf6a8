/* One statement about the network of a guest, proved or disproved from inside of it. */
#pragma once

#include "end.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/* Where the others listen; see semantics.ts, which starts them. */
#define CONTROL  7007 /* the agent of whoever it is, on its own addresses */
#define LOOPBACK 7101 /* on the loopback of the host and of each other guest */
#define WILD     7102 /* of the host, on every address */
#define WEB      80   /* of each other guest, on the wildcards of both families */
#define ABSTRACT "vserver-network-check"

/* Who else there is, and what the guest is called. */
struct facts {
    char own4[48], own4b[48], own6[48], own6b[48]; /* the guest's own, two of each family */
    char host4[48], host6[48];                     /* of the host's uplink */
    char gateway4[48];                             /* of the host */
    char outside4[48], outside6[48];               /* of somebody on the other side of it */
    char neighbour4[48], neighbour6[48];           /* of a guest without any right to speak */
    char friend4[48], friend6[48];                 /* of a guest that may speak with others */
    char uplink[16];
    char mode[16];
    int slowness; /* deadlines grow with it */
    int uplink_index;
};

enum verdict {
    HOLDS,
    FAILS,
    VISIBLE,        /* the guest sees what is not its own */
    LACKS,          /* works on a plain machine and does not here */
    NOT_APPLICABLE, /* this kernel has no such thing, or this mode has no such question */
};

struct outcome {
    enum verdict verdict;
    char detail[200];
};

/* Which guest a statement is about. */
enum guest {
    PLAIN,   /* no flags */
    GRANTED, /* VS_NET_PEERS, VS_NET_RAW, VS_NET_MULTICAST */
};

/* What Linux-VServer had of it. */
enum classic { SAME, PARTLY, NEVER };

struct check {
    const char *name, *title, *file;
    struct outcome (*run)(const struct facts *facts);
    enum guest guest;
    enum verdict in_private, in_shared;
    enum classic classic;
};

/* The call makes the statement's proof; `facts` is its to use. */
#define CHECK(words, title, guest, in_private, in_shared, classic, call)                           \
    static struct outcome run_##words(const struct facts *facts)                                   \
    {                                                                                              \
        (void)facts;                                                                               \
        return call;                                                                               \
    }                                                                                              \
    static const struct check CHECK_##words = {#words, title,      __FILE_NAME__, run_##words,     \
                                               guest,  in_private, in_shared,     classic};        \
    static const struct check *const HANDLE_##words __attribute__((section("checks"), used)) =     \
        &CHECK_##words;

#define SAYS __attribute__((format(printf, 1, 2)))
struct outcome holds(const char *format, ...) SAYS;
struct outcome fails(const char *format, ...) SAYS;
struct outcome visible(const char *format, ...) SAYS;
struct outcome lacks(const char *format, ...) SAYS;
struct outcome not_applicable(const char *format, ...) SAYS;
/* Of a call that must not succeed: holds when it failed in one of the expected ways; 0 ends. */
struct outcome refused_(long result, const int *expected);
#define refused(result, ...) refused_(result, (const int[]){__VA_ARGS__, 0})
const char *error_name(int error);

int read_facts(const char *path, struct facts *facts);
