/* Text that ends where its room does. */
#pragma once
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text {
    char *bytes;
    size_t length, size;
};

static inline void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    size_t room = text->size - text->length;
    size_t n = length < room ? length : room;
    memcpy(text->bytes + text->length, bytes, n);
    text->length += n;
}

__attribute__((format(printf, 2, 3))) static inline void text_add(struct text *text,
                                                                  const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (n > 0)
        text_add_bytes(text, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

/* A blank and the number: most of what /proc/stat is made of. */
static inline void text_add_number(struct text *text, uint64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    digits[--at] = ' ';
    text_add_bytes(text, digits + at, sizeof(digits) - at);
}
