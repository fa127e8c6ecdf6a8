/* What a request to build a template may say. */
#include "parse-template.h"
#include "parse.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define HOST_LETTERS NAME_LETTERS ".-"
#define PATH_LETTERS HOST_LETTERS "_~+/"

/* Length of a string that is filled with NULs to the field's end, or -EINVAL. */
static int length_of(const char *field, size_t size)
{
    size_t length = strnlen(field, size);
    for (size_t i = length; i < size; i++)
        if (field[i] != '\0')
            return -EINVAL;
    return length < size ? (int)length : -EINVAL;
}

int vs_parse_import(const char field[VS_SOURCE_SIZE])
{
    int length = length_of(field, VS_SOURCE_SIZE);
    if (length < 1 || length > VS_IMPORT_MAX || !strchr(NAME_LETTERS, field[0]))
        return -EINVAL;
    return strspn(field, NAME_LETTERS "._+-") == (size_t)length ? 0 : -EINVAL;
}

int vs_parse_rsync(const char field[VS_SOURCE_SIZE])
{
    static const char SCHEME[] = "rsync://";
    if (length_of(field, VS_SOURCE_SIZE) < 1 || strncmp(field, SCHEME, sizeof(SCHEME) - 1) != 0)
        return -EINVAL;
    const char *host = field + sizeof(SCHEME) - 1;
    size_t length = strspn(host, HOST_LETTERS);
    if (length == 0 || host[0] == '-' || host[0] == '.')
        return -EINVAL;
    const char *at = host + length;
    if (*at == ':') {
        size_t digits = strspn(at + 1, "0123456789");
        if (digits < 1 || digits > 5)
            return -EINVAL;
        at += 1 + digits;
    }
    /* A module has to be named: without one a server only lists them. */
    if (*at != '/' || !at[1] || at[1] == '/' || strstr(at, ".."))
        return -EINVAL;
    return at[strspn(at, PATH_LETTERS)] == '\0' ? 0 : -EINVAL;
}

int vs_parse_checksum(const char field[VS_CHECKSUM_SIZE])
{
    int length = length_of(field, VS_CHECKSUM_SIZE);
    if (length == 0)
        return 0;
    return length == 64 && strspn(field, "0123456789abcdef") == 64 ? 0 : -EINVAL;
}

static int parse_source(const struct vs_template_build *build)
{
    char guest[VS_NAME_SIZE];
    switch (build->method) {
    case VS_TEMPLATE_DEBOOTSTRAP:
        return vs_parse_url(build->source);
    case VS_TEMPLATE_TARBALL:
        return vs_parse_import(build->source);
    case VS_TEMPLATE_RSYNC:
        return vs_parse_rsync(build->source);
    case VS_TEMPLATE_GUEST:
        memcpy(guest, build->source, sizeof(guest));
        return length_of(build->source, VS_SOURCE_SIZE) < 0 ? -EINVAL : vs_parse_name(guest);
    case VS_TEMPLATE_SKELETON:
        return length_of(build->source, VS_SOURCE_SIZE) == 0 ? 0 : -EINVAL;
    default:
        return -EINVAL;
    }
}

static int parse_suite(const struct vs_template_build *build)
{
    if (build->method == VS_TEMPLATE_DEBOOTSTRAP)
        return vs_parse_template(build->suite);
    return length_of(build->suite, VS_TEMPLATE_SIZE) == 0 ? 0 : -EINVAL;
}

int vs_parse_template_build(const struct vs_template_build *build, const char **ret_field)
{
    bool has_style = build->init_style >= VS_INIT_SYSTEMD && build->init_style <= VS_INIT_OPENRC;
    bool has_method =
        build->method >= VS_TEMPLATE_DEBOOTSTRAP && build->method <= VS_TEMPLATE_SKELETON;
    bool may_check = build->method == VS_TEMPLATE_TARBALL || build->checksum[0] == '\0';
    const struct {
        const char *field;
        int outcome;
    } CHECKS[] = {
        {"id", vs_parse_template(build->id)},
        {"method", has_method ? 0 : -EINVAL},
        {"suite", parse_suite(build)},
        {"source", parse_source(build)},
        {"checksum", may_check ? vs_parse_checksum(build->checksum) : -EINVAL},
        {"init-style", has_style ? 0 : -EINVAL},
        {"xid", vs_parse_xid(build->xid)},
        {"reserved", build->reserved == 0 ? 0 : -EINVAL},
    };
    for (size_t i = 0; i < sizeof(CHECKS) / sizeof(CHECKS[0]); i++) {
        *ret_field = CHECKS[i].field;
        if (CHECKS[i].outcome < 0)
            return CHECKS[i].outcome;
    }
    return 0;
}
