/*
 * What a reader gets: the text as it was when it began, to its end, as from the kernel's own /proc
 * (seq_file.rst). A file is made anew at most every 10 ms, so that a guest that reads all the time
 * costs its copying and no more.
 */
#pragma once
#include "files.h"
#include "group-file.h"

#define FRESH_US  10000
#define CACHE_MAX 256

struct cached {
    uint64_t node; /* 0: free */
    uint64_t made_us, used;
    struct text text;
};

struct server {
    struct guests guests;
    struct group_files files;
    struct host host;
    uint64_t uses;
    struct cached cache[CACHE_MAX];
    char cached_texts[CACHE_MAX][TEXT_SIZE]; /* apart, as struct shared has it */
};

uint64_t handle_open(struct server *server);
void handle_close(struct server *server, const struct node *node, uint64_t handle);
/* The bytes at the offset; 0 or -errno. They stay until the next call. */
int handle_read(struct server *server, const struct node *node, uint64_t handle, uint64_t offset,
                uint32_t size, const char **ret_bytes, uint32_t *ret_size);
