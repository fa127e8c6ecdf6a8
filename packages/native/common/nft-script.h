/* The text of one run of nft, written into a file as it is made: its length has no bound. */
#pragma once
#include "protocol-network.h"
#include <stddef.h>
#include <stdint.h>

struct vs_script {
    int fd;         /* -1: only counts */
    int error;      /* of the first write that failed */
    uint32_t rules; /* added so far */
    size_t used;
    char buffer[8192];
};

void vs_script_begin(struct vs_script *script, int fd);
/* One line or a part of one, at most 1024 bytes. */
void vs_script_add(struct vs_script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "10.0.0.1" or "2001:db8::1", without the prefix. */
void vs_script_address(struct vs_script *script, const struct vs_address *address);
/* 0 or -errno of the first write that failed. */
int vs_script_end(struct vs_script *script);
