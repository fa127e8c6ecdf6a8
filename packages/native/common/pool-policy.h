/*
 * Which files go into the pool. Sharing is visible to who measures how long a read takes: what is
 * in the page cache, somebody reads. So only what everybody inside may read anyway is shared, and
 * nothing that is secret by its place.
 */
#pragma once
#include <stdint.h>
#include <sys/stat.h>

/* Raised when more files are to be pooled than before: layers are then looked through again. */
#define VS_POOL_POLICY 1

#define VS_POOL_FILE_MIN 4096u /* below one block nothing is gained */
#define VS_POOL_FILE_MAX (UINT64_C(16) << 30)

/* Where a directory lies, as far as the policy cares. */
enum vs_pool_zone {
    VS_ZONE_ROOT, /* the root of the tree */
    VS_ZONE_ETC,
    VS_ZONE_SSH,
    VS_ZONE_SSL,
    VS_ZONE_HOMES,
    VS_ZONE_HOME,
    VS_ZONE_SECRET, /* nothing below is pooled */
    VS_ZONE_OTHER,
};

enum vs_pool_zone vs_pool_zone_below(enum vs_pool_zone zone, const char *directory);

/* Why a file stays as it is. */
enum vs_plain {
    VS_PLAIN_NOT,  /* it goes into the pool */
    VS_PLAIN_STUB, /* it is a stub, or overlay's own copy of metadata */
    VS_PLAIN_SMALL,
    VS_PLAIN_SPARSE,  /* mostly holes, or huge */
    VS_PLAIN_PRIVATE, /* not everybody may read it */
    VS_PLAIN_SECRET,
    VS_PLAIN_FLAGS,   /* immutable and the like, chattr(1): a stub could not have them */
    VS_PLAIN_DIFFERS, /* the object of its name has another content: damaged, see VERIFY */
    VS_PLAIN_CHANGED, /* grew or shrank while it was read */
    VS_PLAIN_DEEP,    /* deeper than the walk goes */
    VS_PLAIN_COUNT,
};

/* Of a regular file that is not a stub; needs STATX_BASIC_STATS. */
enum vs_plain vs_pool_policy(enum vs_pool_zone zone, const char *name, const struct statx *status);
