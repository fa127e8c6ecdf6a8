#include "keys.h"
#include <stdlib.h>
#include <string.h>

static void take_line(const char *line, size_t length, const struct key *keys, size_t count,
                      void *ret_values)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(line, keys[i].name, length) || keys[i].name[length])
            continue;
        uint64_t value = strtoull(line + length + 1, NULL, 10);
        memcpy((char *)ret_values + keys[i].offset, &value, sizeof(value));
    }
}

void keys_take(const char *text, const struct key *keys, size_t count, void *ret_values)
{
    while (*text) {
        size_t line = strcspn(text, "\n");
        size_t length = strcspn(text, " :\n");
        if (length < line)
            take_line(text, length, keys, count, ret_values);
        text += line + (text[line] == '\n');
    }
}
