/* Changes to a text file of lines, in memory. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct vs_line_edit {
    /* Whether the line is to be put out of action, and with what in front of it; may be NULL. */
    bool (*is_unwanted)(const char *line, size_t length);
    const char *prefix;
    /* A line to have at the end, unless one that satisfies `has` is there; may be NULL. */
    const char *appended;
    bool (*has)(const char *line, size_t length);
};

/*
 * Writes text, edited, to ret_text. Returns the length; text's own when there was nothing to do; 0
 * when the room does not suffice.
 */
size_t vs_edit_lines(const struct vs_line_edit *edit, const char *text, size_t length,
                     char *ret_text, size_t size);
