/*
 * Where what a terminal prints may be cut: which bytes belong to a control sequence that has not
 * ended. As xterm and xterm.js take them apart. Source: ECMA-48, 5.3 to 5.6; "A parser for DEC's
 * ANSI-compatible video terminals", vt100.net/emu/dec_ansi_parser.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum pty_sequence_state {
    PTY_TEXT = 0, /* the next byte begins a character or a sequence, or goes on with the former */
    PTY_ESCAPE,   /* after ESC */
    PTY_INTERMEDIATE, /* ... and bytes from 0x20 to 0x2f */
    PTY_CONTROL,      /* CSI: parameters */
    PTY_COMMAND,      /* OSC: a string that BEL ends, too */
    PTY_STRING,       /* DCS, SOS, PM, APC */
};

/* The state after these bytes. */
uint8_t pty_sequence_skim(uint8_t state, const uint8_t *bytes, size_t size);

/* How many of the first bytes are the rest of a sequence; `state` becomes what it is after them. */
size_t pty_sequence_rest(uint8_t *state, const uint8_t *bytes, size_t size);
