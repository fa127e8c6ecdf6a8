/*
 * Stubs: regular files without data whose content is an object of the pool. The kernel resolves
 * them: trusted.overlay.metacopy says that only metadata is here, trusted.overlay.redirect where
 * the data is. Source: kernel filesystems/overlayfs.rst, "Metadata only copy up", "Data-only lower
 * layers". Both fit an ext4 inode of 256 bytes because the redirect has 24.
 */
#pragma once
#include "pool.h"
#include <sys/stat.h>

#define VS_STUB_METACOPY "trusted.overlay.metacopy"
#define VS_STUB_REDIRECT "trusted.overlay.redirect"
#define VS_STUB_PREFIX   "/" VS_POOL_DIRECTORY "/"

enum vs_stub_kind {
    VS_STUB_NONE,   /* the file has its own data */
    VS_STUB_POOLED, /* a stub */
    VS_STUB_COPY,   /* changed metadata of a file in a layer below, made by overlay */
};

/* What an open file is, or -errno; of a stub, also the object's name. */
int vs_stub_read(int file, char ret_name[VS_POOL_NAME_SIZE]);
/* The same by name, without opening; dir is an open directory. */
int vs_stub_read_at(int dir, const char *file, char ret_name[VS_POOL_NAME_SIZE]);

/*
 * Makes dir/temporary the stub of an open file: its size, mode, owner, times and xattrs (ACLs and
 * capabilities among them; overlay's own not). `like` is the file's own status (STATX_BASIC_STATS).
 * 0 or -errno; nothing is left after a failure. -EOPNOTSUPP: no place for overlay's xattrs.
 */
int vs_stub_make(int dir, const char *temporary, int file, const struct statx *like,
                 const char *name);
