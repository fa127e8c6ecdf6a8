#include "pty-prompt.h"

#include <ctype.h>
#include <string.h>

#include "pty-sequence.h"

#define LINE_MAX_BYTES 512u /* with its control sequences */

/* Of "Password", "passphrase", "Passwort", "Kennwort", "Contraseña", "Mot de passe". */
static const char *const WORDS[] = {"assword", "assphrase", "asswort",
                                    "ennwort", "ontrase",   "mot de passe"};
static const char BULLET[] = "\xe2\x80\xa2"; /* U+2022 */

/* The letters of the last line, without control sequences and small; their number. */
static size_t last_line(const struct pty_ring *ring, char *ret_line)
{
    uint8_t bytes[LINE_MAX_BYTES];
    uint64_t kept = ring->next - pty_ring_first(ring);
    size_t size = kept < sizeof(bytes) ? (size_t)kept : sizeof(bytes), length = 0;
    uint8_t state = PTY_TEXT;
    pty_ring_copy(ring, ring->next - size, bytes, size);
    for (size_t i = 0; i < size; i++) {
        uint8_t before = state;
        state = pty_sequence_skim(state, bytes + i, 1);
        if (bytes[i] == '\n' || bytes[i] == '\r')
            length = 0;
        else if (before == PTY_TEXT && state == PTY_TEXT && bytes[i] >= 0x20)
            ret_line[length++] = (char)tolower(bytes[i]);
    }
    ret_line[length] = '\0';
    return length;
}

/* Without stars, and the spaces before and after them, at the end. */
static size_t trim(const char *line, size_t length)
{
    size_t bullet = sizeof(BULLET) - 1;
    for (;;) {
        if (length && (line[length - 1] == ' ' || line[length - 1] == '*'))
            length--;
        else if (length >= bullet && !memcmp(line + length - bullet, BULLET, bullet))
            length -= bullet;
        else
            return length;
    }
}

bool pty_prompt_is_secret(const struct pty_ring *ring)
{
    char line[LINE_MAX_BYTES + 1];
    size_t length = trim(line, last_line(ring, line));
    if (!length || line[length - 1] != ':')
        return false;
    line[length] = '\0';
    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++)
        if (strstr(line, WORDS[i]))
            return true;
    return false;
}
