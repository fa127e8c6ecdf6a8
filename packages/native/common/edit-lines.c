#include "edit-lines.h"
#include <string.h>

struct output {
    char *text;
    size_t length, size;
    bool full;
};

static void add(struct output *output, const char *text, size_t length)
{
    if (length > output->size - output->length) {
        output->full = true;
        return;
    }
    memcpy(output->text + output->length, text, length);
    output->length += length;
}

static size_t line_length(const char *text, size_t left)
{
    const char *end = memchr(text, '\n', left);
    return end ? (size_t)(end - text) : left;
}

size_t vs_edit_lines(const struct vs_line_edit *edit, const char *text, size_t length,
                     char *ret_text, size_t size)
{
    struct output output = {.text = ret_text, .size = size};
    bool has = false;
    for (size_t at = 0; at < length;) {
        size_t line = line_length(text + at, length - at);
        bool unwanted = edit->is_unwanted && edit->is_unwanted(text + at, line);
        if (unwanted)
            add(&output, edit->prefix, strlen(edit->prefix));
        has |= !unwanted && edit->has && edit->has(text + at, line);
        add(&output, text + at, line);
        add(&output, "\n", 1);
        at += line + 1;
    }
    if (edit->appended && !has) {
        add(&output, edit->appended, strlen(edit->appended));
        add(&output, "\n", 1);
    }
    return output.full ? 0 : output.length;
}
