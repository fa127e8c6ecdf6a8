#include "name-stack.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 4096

static int grow(struct vs_names *names, size_t wanted)
{
    size_t size = names->size ? names->size : FIRST_SIZE;
    while (size < wanted)
        size *= 2;
    if (size > VS_NAMES_MAX)
        return -ENOMEM;
    char *bytes = realloc(names->bytes, size);
    if (!bytes)
        return -ENOMEM;
    names->bytes = bytes;
    names->size = size;
    return 0;
}

int vs_names_push(struct vs_names *names, const char *name)
{
    size_t length = strlen(name) + 1;
    int r = names->length + length > names->size ? grow(names, names->length + length) : 0;
    if (r < 0)
        return r;
    memcpy(names->bytes + names->length, name, length);
    names->length += length;
    return 0;
}

size_t vs_names_mark(const struct vs_names *names)
{
    return names->length;
}

const char *vs_names_pop(struct vs_names *names, size_t mark)
{
    if (names->length <= mark)
        return NULL;
    size_t at = names->length - 1; /* the last name's NUL */
    while (at > mark && names->bytes[at - 1])
        at--;
    names->length = at;
    return names->bytes + at;
}

void vs_names_free(struct vs_names *names)
{
    free(names->bytes);
    *names = (struct vs_names){0};
}
