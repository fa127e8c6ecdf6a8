#include "edit-lines.h"
#include "check.h"
#include <string.h>

static bool starts_with_x(const char *line, size_t length)
{
    return length > 0 && line[0] == 'x';
}

static bool is_end(const char *line, size_t length)
{
    return length == 3 && !memcmp(line, "end", 3);
}

static const struct vs_line_edit EDIT = {
    .is_unwanted = starts_with_x, .prefix = "# ", .appended = "end", .has = is_end};

static void expect(const char *before, const char *after)
{
    char text[64];
    size_t length = vs_edit_lines(&EDIT, before, strlen(before), text, sizeof(text));
    CHECK(length == strlen(after) && !memcmp(text, after, length));
}

int main(void)
{
    char text[64];
    expect("", "end\n");
    expect("a\nx1\nb\n", "a\n# x1\nb\nend\n");
    expect("x", "# x\nend\n");
    expect("a\n\nend\n", "a\n\nend\n");
    /* A second time changes nothing. */
    expect("a\n# x1\nb\nend\n", "a\n# x1\nb\nend\n");
    /* What does not fit is not written past the end. */
    for (size_t size = 0; size < strlen("a\n# x\nend\n"); size++)
        CHECK(vs_edit_lines(&EDIT, "a\nx\n", 4, text, size) == 0);
    CHECK(vs_edit_lines(&EDIT, "a\nx\n", 4, text, strlen("a\n# x\nend\n")) == 10);
    return 0;
}
