/* Names of directories that a walk has still to enter: one growing block for all levels. */
#pragma once
#include <stddef.h>

struct vs_names {
    char *bytes; /* names with their NULs */
    size_t length, size;
};

#define VS_NAMES_MAX (256u << 20) /* bytes: a million of the longest names */

/* 0 or -ENOMEM. */
int vs_names_push(struct vs_names *names, const char *name);
/* What was pushed after this is taken by vs_names_pop(). */
size_t vs_names_mark(const struct vs_names *names);
/* The last name pushed after the mark, valid until the next push; NULL when there is none. */
const char *vs_names_pop(struct vs_names *names, size_t mark);
void vs_names_free(struct vs_names *names);
