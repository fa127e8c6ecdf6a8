#include "limit-file.h"
#include <string.h>

int vs_max_write(int dir, const char *file, uint64_t value)
{
    return value == VS_INFINITY ? vs_file_write(dir, file, "max")
                                : vs_file_write_u64(dir, file, value);
}

int vs_max_read(int dir, const char *file, uint64_t *ret_value)
{
    char text[64];
    int r = vs_file_read(dir, file, text, sizeof(text));
    if (r < 0)
        return r;
    *ret_value = !strncmp(text, "max", 3) ? VS_INFINITY : strtoull(text, NULL, 10);
    return 0;
}

int vs_keyed_read(int dir, const char *file, const char *key, uint64_t *ret_value)
{
    char text[8192];
    size_t length = strlen(key);
    int r = vs_file_read(dir, file, text, sizeof(text));
    if (r < 0)
        return r;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        if (!strncmp(line, key, length) && line[length] == ' ') {
            *ret_value = strtoull(line + length, NULL, 10);
            return 0;
        }
        if (!strchr(line, '\n'))
            break;
    }
    return -ENOENT;
}
