/*
 * A program on a terminal, for measuring what carries the terminal.
 *   term echo         takes what is typed; the kernel echoes it
 *   term count BYTES  after a key: 64-bit numbers from 0 on, as they are
 *   term text BYTES   after a key: lines of digits, then the line END
 *   term yes          "y" for ever
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void set_terminal(int is_raw)
{
    struct termios terminal;
    if (tcgetattr(0, &terminal) < 0)
        exit(2);
    terminal.c_lflag &= ~(tcflag_t)ICANON;
    if (is_raw) {
        terminal.c_lflag &= ~(tcflag_t)ECHO;
        terminal.c_oflag &= ~(tcflag_t)OPOST;
    }
    if (tcsetattr(0, TCSANOW, &terminal) < 0)
        exit(2);
}

static void write_all(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(1, bytes, size);
        if (written <= 0)
            exit(1);
        bytes += written;
        size -= (size_t)written;
    }
}

static void await_key(void)
{
    char key;
    write_all("ready\n", 6);
    if (read(0, &key, 1) != 1)
        exit(1);
}

static void count(uint64_t left)
{
    static uint64_t words[1024];
    for (uint64_t next = 0; left > 0;) {
        for (size_t i = 0; i < 1024; i++)
            words[i] = next++;
        size_t size = left < sizeof(words) ? (size_t)left : sizeof(words);
        write_all((const char *)words, size);
        left -= size;
    }
}

static void text(uint64_t left)
{
    static const char LINE[] = "0123456789012345678901234567890123456789012345678901234567890123\n";
    static char lines[64 * (sizeof(LINE) - 1)];
    for (size_t at = 0; at < sizeof(lines); at += sizeof(LINE) - 1)
        memcpy(lines + at, LINE, sizeof(LINE) - 1);
    for (; left > sizeof(lines); left -= sizeof(lines))
        write_all(lines, sizeof(lines));
    write_all("END\n", 4);
}

int main(int argc, char **argv)
{
    char bytes[4096];
    const char *mode = argc > 1 ? argv[1] : "";
    uint64_t size = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    set_terminal(strcmp(mode, "count") == 0 || strcmp(mode, "text") == 0);
    if (strcmp(mode, "yes") == 0)
        for (;;)
            write_all("y\n", 2);
    await_key();
    if (strcmp(mode, "count") == 0)
        count(size);
    else if (strcmp(mode, "text") == 0)
        text(size);
    while (read(0, bytes, sizeof(bytes)) > 0)
        continue;
    return 0;
}
