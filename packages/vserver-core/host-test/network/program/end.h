/* Ends of sockets and what is done with them; errors are -errno. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct facts;

union end {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

union end at(const char *address, unsigned port);
/* The other family's way to write an IPv4 address. */
union end mapped(const char *address, unsigned port);
socklen_t size_of(const union end *end);
/* Without the port; a mapped address as IPv4. The text lives until four more are made. */
const char *text(const union end *end);
unsigned port_of(const union end *end);
bool is_at(const union end *end, const char *address);

union end own_end(int fd);
union end other_end(int fd);

int open_socket(int family, int type);
int bind_to(int fd, union end end);
/* A socket bound there, listening if it is a stream. */
int serve_at(int type, union end end);
/* Non-blocking with a deadline; the socket blocks again afterwards. */
int connect_to(int fd, union end end, int milliseconds);
int reach(int type, union end end, int milliseconds);
int accept_within(int fd, int milliseconds);
bool readable(int fd, int milliseconds);
void set(int fd, int level, int option, int value);

/* One line out, one line back. */
int transact(int fd, const char *request, char *answer, size_t size, int milliseconds);
