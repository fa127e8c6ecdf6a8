#include "pool-policy.h"
#include <stddef.h>
#include <string.h>

/* A stub has none of these. Compression is of the data alone, so it may be. */
#define FLAGS                                                                                      \
    (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND | STATX_ATTR_NODUMP | STATX_ATTR_ENCRYPTED |         \
     STATX_ATTR_VERITY | STATX_ATTR_DAX)
#define HOLES_MAX 8 /* at least so much of a file is data: one in eight */

static const struct {
    enum vs_pool_zone above;
    const char *directory; /* NULL: any */
    enum vs_pool_zone zone;
} ZONES[] = {
    {VS_ZONE_ROOT, "etc", VS_ZONE_ETC},     {VS_ZONE_ETC, "ssh", VS_ZONE_SSH},
    {VS_ZONE_ETC, "ssl", VS_ZONE_SSL},      {VS_ZONE_SSL, "private", VS_ZONE_SECRET},
    {VS_ZONE_ROOT, "root", VS_ZONE_SECRET}, {VS_ZONE_ROOT, "home", VS_ZONE_HOMES},
    {VS_ZONE_HOMES, NULL, VS_ZONE_HOME},    {VS_ZONE_HOME, ".ssh", VS_ZONE_SECRET},
    {VS_ZONE_SECRET, NULL, VS_ZONE_SECRET},
};

static const struct {
    enum vs_pool_zone zone;
    const char *begin; /* of the name: editors and tools leave shadow-, shadow.bak, … */
} SECRETS[] = {
    {VS_ZONE_ETC, "shadow"},
    {VS_ZONE_ETC, "gshadow"},
    {VS_ZONE_SSH, "ssh_host_"},
    {VS_ZONE_SECRET, ""},
};

enum vs_pool_zone vs_pool_zone_below(enum vs_pool_zone zone, const char *directory)
{
    for (size_t i = 0; i < sizeof(ZONES) / sizeof(ZONES[0]); i++)
        if (ZONES[i].above == zone &&
            (!ZONES[i].directory || !strcmp(ZONES[i].directory, directory)))
            return ZONES[i].zone;
    return VS_ZONE_OTHER;
}

static int is_secret(enum vs_pool_zone zone, const char *name)
{
    for (size_t i = 0; i < sizeof(SECRETS) / sizeof(SECRETS[0]); i++)
        if (SECRETS[i].zone == zone && !strncmp(name, SECRETS[i].begin, strlen(SECRETS[i].begin)))
            return 1;
    return 0;
}

enum vs_plain vs_pool_policy(enum vs_pool_zone zone, const char *name, const struct statx *status)
{
    if (status->stx_size < VS_POOL_FILE_MIN)
        return VS_PLAIN_SMALL;
    if (!(status->stx_mode & S_IROTH))
        return VS_PLAIN_PRIVATE;
    if (is_secret(zone, name))
        return VS_PLAIN_SECRET;
    if (status->stx_attributes & status->stx_attributes_mask & FLAGS)
        return VS_PLAIN_FLAGS;
    if (status->stx_size > VS_POOL_FILE_MAX ||
        status->stx_blocks * 512 < status->stx_size / HOLES_MAX)
        return VS_PLAIN_SPARSE;
    return VS_PLAIN_NOT;
}
