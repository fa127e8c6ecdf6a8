/* Talking with the agents that stand elsewhere. */
#pragma once

#include "check.h"

#define ANSWER_SIZE 256

/* How long something may take that is expected to come, and how long to wait for what must not. */
int deadline(const struct facts *facts);
int patience(const struct facts *facts);

/* One question to the agent at an address; 0 or -errno. */
int ask(const struct facts *facts, union end agent, char *answer, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* To the one outside. */
#define ask_outside(facts, answer, ...)                                                            \
    ask(facts, at((facts)->outside4, CONTROL), answer, __VA_ARGS__)

/* What somebody outside meets who connects to that end, which this process serves or not: the
 * source they used if we accepted, else their error. */
struct visit {
    int error;      /* of the visitor, or why the visitor could not be sent */
    int accepted;   /* connection, -1 = none came */
    union end seen; /* where the visitor comes from, as accept told it */
};
struct visit invite(const struct facts *facts, int listener, union end end);
/* Makes somebody outside send a datagram there; its text is the nonce. */
int order_datagram(const struct facts *facts, union end end, const char *nonce);
/* The next datagram's text, or what came instead. */
int receive(const struct facts *facts, int fd, char *data, size_t size, union end *source);

/* Unique in this run. */
const char *new_nonce(void);
/* Did a datagram with the nonce reach the agent, and from whom? Whatever was sent to it earlier on
 * the same way has arrived when it answers. */
bool was_seen(const struct facts *facts, union end agent, const char *nonce, char *source);
/* Sends "note NONCE" there. */
int send_note(int fd, union end to, const char *nonce);
/* Sends a question by datagram and tells which source the other side saw. */
int probe_source(const struct facts *facts, int fd, union end to, char *source);
