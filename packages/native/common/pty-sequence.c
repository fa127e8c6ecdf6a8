#include "pty-sequence.h"

#include <string.h>

#define BEL 0x07
#define CAN 0x18
#define SUB 0x1a
#define ESC 0x1b

static uint8_t after_escape(uint8_t byte)
{
    if (byte < 0x20 || byte == 0x7f) /* obeyed at once, and no part of it */
        return PTY_ESCAPE;
    if (byte < 0x30)
        return PTY_INTERMEDIATE;
    switch (byte) {
    case '[':
        return PTY_CONTROL;
    case ']':
        return PTY_COMMAND;
    case 'P':
    case 'X':
    case '^':
    case '_':
        return PTY_STRING;
    default:
        return PTY_TEXT;
    }
}

static uint8_t step(uint8_t state, uint8_t byte)
{
    if (byte == ESC) /* begins a new one wherever it comes, as the end of a string (ESC \) does */
        return PTY_ESCAPE;
    if (byte == CAN || byte == SUB)
        return PTY_TEXT;
    switch (state) {
    case PTY_ESCAPE:
        return after_escape(byte);
    case PTY_INTERMEDIATE:
        return byte < 0x30 || byte == 0x7f ? state : PTY_TEXT;
    case PTY_CONTROL:
        return byte < 0x40 || byte == 0x7f ? state : PTY_TEXT;
    case PTY_COMMAND:
        return byte == BEL ? PTY_TEXT : state;
    default:
        return state;
    }
}

uint8_t pty_sequence_skim(uint8_t state, const uint8_t *bytes, size_t size)
{
    const uint8_t *end = bytes + size;
    while (bytes < end) {
        if (state == PTY_TEXT) /* most of what is printed */
            bytes = memchr(bytes, ESC, (size_t)(end - bytes));
        if (!bytes)
            return PTY_TEXT;
        state = step(state, *bytes++);
    }
    return state;
}

size_t pty_sequence_rest(uint8_t *state, const uint8_t *bytes, size_t size)
{
    size_t rest = 0;
    for (; rest < size && *state != PTY_TEXT && bytes[rest] != ESC; rest++)
        *state = step(*state, bytes[rest]);
    if (rest < size && bytes[rest] == ESC)
        *state = PTY_TEXT;
    return rest;
}
