#include "pty-marks.h"

#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>

#include "protocol.h"

#define MASK ((uint64_t)VS_PTY_MARKS_SIZE - 1)

uint64_t pty_marks_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void pty_marks_init(struct pty_marks *marks, int master_fd)
{
    struct winsize size = {0};
    (void)ioctl(master_fd, TIOCGWINSZ, &size);
    marks->first = marks->next = 0;
    marks->keeps_input = marks->owes_size = false;
    marks->columns = size.ws_col;
    marks->rows = size.ws_row;
}

static void copy_in(struct pty_marks *marks, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        marks->bytes[(marks->next + i) & MASK] = ((const uint8_t *)bytes)[i];
    marks->next += size;
}

static void copy_out(const struct pty_marks *marks, uint64_t position, void *ret_bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)ret_bytes)[i] = marks->bytes[(position + i) & MASK];
}

static struct pty_mark head_at(const struct pty_marks *marks, uint64_t position)
{
    struct pty_mark mark;
    copy_out(marks, position, &mark, sizeof(mark));
    return mark;
}

void pty_marks_add(struct pty_marks *marks, uint64_t offset, uint32_t kind, const void *bytes,
                   uint32_t size)
{
    struct pty_mark mark = {offset, pty_marks_now(), kind, size};
    uint64_t end = marks->next + sizeof(mark) + size;
    while (end - marks->first > VS_PTY_MARKS_SIZE)
        marks->first += sizeof(mark) + head_at(marks, marks->first).size;
    copy_in(marks, &mark, sizeof(mark));
    copy_in(marks, bytes, size);
}

void pty_marks_add_input(struct pty_marks *marks, uint64_t offset, const void *bytes, uint32_t size,
                         bool hides)
{
    if (!marks->keeps_input || !size)
        return;
    if (hides)
        pty_marks_add(marks, offset, VS_MARK_HIDDEN, &size, sizeof(size));
    else
        pty_marks_add(marks, offset, VS_MARK_INPUT, bytes, size);
}

/* Asked of the master, the kernel answers for the terminal. Source: tty_mode_ioctl(). */
enum pty_echo pty_marks_echo(int master_fd)
{
    struct termios mode;
    if (tcgetattr(master_fd, &mode) < 0)
        return PTY_ECHO_OFF;
    if (mode.c_lflag & ECHO)
        return PTY_ECHO_ON;
    return mode.c_lflag & ICANON ? PTY_ECHO_OFF : PTY_ECHO_BY_PROGRAM;
}

void pty_marks_add_owed(struct pty_marks *marks, uint64_t offset)
{
    const uint16_t size[2] = {marks->columns, marks->rows};
    if (marks->owes_size)
        pty_marks_add(marks, offset, VS_MARK_SIZE, size, sizeof(size));
    marks->owes_size = false;
}

void pty_marks_add_size(struct pty_marks *marks, uint64_t offset, const uint16_t size[2],
                        bool is_held)
{
    if (size[0] == marks->columns && size[1] == marks->rows)
        return;
    marks->columns = size[0];
    marks->rows = size[1];
    marks->owes_size = true;
    if (!is_held)
        pty_marks_add_owed(marks, offset);
}

uint64_t pty_marks_find(const struct pty_marks *marks, uint64_t wanted)
{
    uint64_t position = marks->first;
    while (position < wanted && position < marks->next)
        position += sizeof(struct pty_mark) + head_at(marks, position).size;
    return position;
}

struct pty_mark pty_marks_get(const struct pty_marks *marks, uint64_t position, void *ret_bytes,
                              size_t room)
{
    struct pty_mark mark = head_at(marks, position);
    mark.size = mark.size < room ? mark.size : (uint32_t)room;
    copy_out(marks, position + sizeof(mark), ret_bytes, mark.size);
    return mark;
}
