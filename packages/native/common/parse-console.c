#include "parse.h"
#include <ctype.h>
#include <errno.h>
#include <string.h>

/* What OpenSSH's server takes from its clients (AcceptEnv of Debian), and the terminal's kind. */
static bool may_be_set(const char *assignment, size_t name_length)
{
    static const char CATEGORY[] = "LC_";
    size_t prefix = sizeof(CATEGORY) - 1;
    if (name_length == 4 && (!memcmp(assignment, "LANG", 4) || !memcmp(assignment, "TERM", 4)))
        return true;
    if (name_length <= prefix || memcmp(assignment, CATEGORY, prefix) != 0)
        return false;
    for (size_t i = prefix; i < name_length; i++)
        if (!isupper((unsigned char)assignment[i]))
            return false;
    return true;
}

static bool is_assignment(const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || !may_be_set(text, (size_t)(equals - text)))
        return false;
    for (const char *at = equals + 1; *at; at++)
        if (*at < 0x20 || *at > 0x7e)
            return false;
    return true;
}

int vs_parse_environment(const char block[VS_ARGV_SIZE])
{
    const char *assignments[VS_ARGV_MAX + 1];
    uint32_t count;
    int r = vs_split_argv(block, assignments, &count);
    for (uint32_t i = 0; r == 0 && i < count; i++)
        r = is_assignment(assignments[i]) ? 0 : -EINVAL;
    return r;
}

int vs_parse_command(const char field[VS_COMMAND_SIZE])
{
    size_t length = strnlen(field, VS_COMMAND_SIZE);
    if (length == VS_COMMAND_SIZE)
        return -EINVAL;
    for (size_t i = length; i < VS_COMMAND_SIZE; i++)
        if (field[i] != '\0')
            return -EINVAL;
    return 0;
}
