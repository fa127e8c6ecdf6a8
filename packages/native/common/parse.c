#include "parse.h"
#include <errno.h>
#include <stddef.h>
#include <string.h>

#define LOWER   "abcdefghijklmnopqrstuvwxyz"
#define UPPER   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT   "0123456789"
#define XID_MIN 2u
#define XID_MAX 36000u

/* Length of a NUL-terminated, NUL-filled field, or -EINVAL. */
static int field_length(const char *field, size_t size)
{
    size_t length = strnlen(field, size);
    if (length == size)
        return -EINVAL;
    for (size_t i = length; i < size; i++)
        if (field[i] != '\0')
            return -EINVAL;
    return (int)length;
}

static int parse_word(const char *field, size_t size, const char *first, const char *rest)
{
    int length = field_length(field, size);
    if (length < 1)
        return -EINVAL;
    if (!strchr(first, field[0]))
        return -EINVAL;
    return strspn(field, rest) == (size_t)length ? length : -EINVAL;
}

int vs_parse_name(const char field[VS_NAME_SIZE])
{
    int length = parse_word(field, VS_NAME_SIZE, LOWER, LOWER DIGIT "-");
    return length > 0 && field[length - 1] != '-' ? 0 : -EINVAL;
}

int vs_parse_template(const char field[VS_TEMPLATE_SIZE])
{
    int length = parse_word(field, VS_TEMPLATE_SIZE, LOWER, LOWER DIGIT ".-");
    return length > 0 && !strstr(field, "..") ? 0 : -EINVAL;
}

int vs_parse_console(const char field[VS_CONSOLE_SIZE])
{
    return parse_word(field, VS_CONSOLE_SIZE, LOWER DIGIT "-", LOWER DIGIT "-") > 0 ? 0 : -EINVAL;
}

int vs_parse_hostname(const char field[VS_HOSTNAME_SIZE])
{
    int length = parse_word(field, VS_HOSTNAME_SIZE, LOWER UPPER DIGIT, LOWER UPPER DIGIT ".-");
    if (length < 1)
        return -EINVAL;
    return strchr(LOWER UPPER DIGIT, field[length - 1]) ? 0 : -EINVAL;
}

int vs_parse_url(const char field[VS_URL_SIZE])
{
    int length = field_length(field, VS_URL_SIZE);
    if (length <= 0)
        return length;
    for (int i = 0; i < length; i++)
        if (field[i] <= ' ' || field[i] >= 127 || strchr("\"'`\\", field[i]))
            return -EINVAL;
    bool is_http = !strncmp(field, "http://", 7) || !strncmp(field, "https://", 8);
    return is_http ? 0 : -EINVAL;
}

int vs_parse_xid(uint32_t xid)
{
    return xid >= XID_MIN && xid <= XID_MAX ? 0 : -EINVAL;
}

int vs_parse_argv(const char block[VS_ARGV_SIZE], uint32_t *ret_argc)
{
    const char *argv[VS_ARGV_MAX + 1];
    return vs_split_argv(block, argv, ret_argc);
}

int vs_split_argv(const char block[VS_ARGV_SIZE], const char **argv, uint32_t *ret_argc)
{
    uint32_t argc = 0;
    size_t at = 0;
    while (at < VS_ARGV_SIZE && block[at] != '\0') {
        size_t length = strnlen(block + at, VS_ARGV_SIZE - at);
        if (at + length + 1 >= VS_ARGV_SIZE || argc == VS_ARGV_MAX)
            return -EINVAL;
        argv[argc++] = block + at;
        at += length + 1;
    }
    for (size_t i = at; i < VS_ARGV_SIZE; i++)
        if (block[i] != '\0')
            return -EINVAL;
    argv[argc] = NULL;
    *ret_argc = argc;
    return 0;
}

int vs_parse_optional_name(const char field[VS_NAME_SIZE])
{
    return field_length(field, VS_NAME_SIZE) == 0 ? 0 : vs_parse_name(field);
}

int vs_parse_share(const char field[VS_SHARE_SIZE])
{
    return vs_parse_name(field);
}

/* What the kernel shows there, and what is masked of it, must stay as it is. */
static bool is_api_tree(const char *path)
{
    static const char *const TREES[] = {"/proc", "/sys", "/dev"};
    for (size_t i = 0; i < sizeof(TREES) / sizeof(TREES[0]); i++) {
        size_t length = strlen(TREES[i]);
        if (!strncmp(path, TREES[i], length) && (path[length] == '/' || !path[length]))
            return true;
    }
    return false;
}

int vs_parse_target(const char field[VS_TARGET_SIZE])
{
    int length = parse_word(field, VS_TARGET_SIZE, "/", LOWER UPPER DIGIT "/._-");
    if (length < 2 || field[length - 1] == '/')
        return -EINVAL;
    if (strstr(field, "//") || strstr(field, "/."))
        return -EINVAL;
    return is_api_tree(field) ? -EINVAL : 0;
}

int vs_parse_mount(const struct vs_mount *mount)
{
    static const struct vs_mount UNUSED = {0};
    if (!memcmp(mount, &UNUSED, sizeof(UNUSED)))
        return 0;
    if (mount->read_only > 1 || mount->reserved)
        return -EINVAL;
    int r = vs_parse_share(mount->share);
    return r < 0 ? r : vs_parse_target(mount->target);
}

int vs_parse_instance(const char *text)
{
    size_t length = strlen(text);
    if (length < 1 || length > 31 || !strchr(LOWER, text[0]))
        return -EINVAL;
    return strspn(text, LOWER DIGIT "-") == length ? 0 : -EINVAL;
}

/* Overlay options and state files carry these paths, hence the narrow alphabet. */
int vs_parse_directory(const char *text)
{
    size_t length = strlen(text);
    if (length < 2 || length >= VS_PATH_SIZE || text[0] != '/' || text[length - 1] == '/')
        return -EINVAL;
    if (strstr(text, "..") || strstr(text, "//"))
        return -EINVAL;
    return strspn(text, LOWER UPPER DIGIT "/._-") == length ? 0 : -EINVAL;
}

int vs_parse_number(const char *text, uint64_t max, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (text[0] == '\0')
        return -EINVAL;
    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9')
            return -EINVAL;
        uint64_t digit = (uint64_t)(*at - '0');
        if (digit > max || value > (max - digit) / 10)
            return -ERANGE;
        value = value * 10 + digit;
    }
    *ret_value = value;
    return 0;
}
