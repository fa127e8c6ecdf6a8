/* A guest's life as the broker is asked for it. Every failure ends the driver with a sentence. */
#pragma once
#include <stdint.h>

/* A descriptor or -errno. */
int connect_broker(const char *path);
/* One request and its reply; *ret_fd may be NULL. */
void ask(int broker, uint32_t operation, const void *request, uint32_t size, int *ret_fd);
void create(int broker, const char *name, const char *template_id, uint32_t xid);
/* Returns the pidfd of pid 1. */
int start(int broker, const char *name, const char *template_id, uint32_t xid, const char *program);
void wait_exit(int pidfd);
void kill_guest(int broker, const char *name);
void delete_guest(int broker, const char *name);
