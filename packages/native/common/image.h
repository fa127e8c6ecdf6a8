/*
 * A guest's own file system in a sparse file, whose root takes the place of data/. Its size is the
 * disk limit and the number of its inodes the inode limit, so that df and df -i in the guest tell
 * them and every write beyond them is refused by the guest's own file system.
 *
 * The file is made by us and written by the kernel alone; no guest ever has its block device. The
 * storage may run out of space under the file all the same: a guest then gets EIO for what it has
 * written, its file system goes read-only until the next start, and its journal keeps it whole.
 * vs_image_reserve() is there so that this does not happen.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define VS_IMAGE_NAME  "image"
#define VS_IMAGE_BLOCK UINT64_C(4096)
#define VS_IMAGE_MIN   UINT64_C(16777216)       /* holds the journal and some files */
#define VS_IMAGE_MAX   UINT64_C(17592186044416) /* 16 TiB, the largest file of ext4 */

struct vs_image_size {
    uint64_t bytes;  /* a multiple of 4096 */
    uint64_t inodes; /* never exactly what was asked for: whole blocks of them in each group */
};

struct vs_image_use {
    struct vs_image_size size, used;
};

/* Whether this host has what images need: mke2fs(8) and loop devices. */
bool vs_image_is_possible(void);

/* guest: descriptor of the directory that holds VS_IMAGE_NAME. All return 0 or -errno. */
/*
 * Makes the image with what is in the directory `from` of guest, and brings it to the disk. inodes:
 * VS_INFINITY for one for each 32 KiB. EOPNOTSUPP: no mke2fs(8) here; ERANGE: smaller or larger
 * than an image can be.
 */
int vs_image_make(int guest, const char *from, const struct vs_image_size *size);
/*
 * A detached mount of it; the last user's end lets go of file system and device. A file system that
 * was found damaged is repaired first, when that loses nothing; else EBADMSG.
 */
int vs_image_mount(int guest, int *ret_mount);
/* As the running file system or, when nobody has it, the file itself tells. */
int vs_image_use(int guest, struct vs_image_use *ret_use);
/*
 * Larger: at once, also under a running guest, where it needs CAP_SYS_RESOURCE (else EPERM); there
 * will be more inodes as well. Smaller: EBUSY while anybody has it or when what is in it does not
 * fit; is done in a copy. More inodes alone: EOPNOTSUPP.
 */
int vs_image_resize(int guest, const struct vs_image_size *size);

/*
 * Takes the right to promise images so many more bytes, held until the returned descriptor is
 * closed: what all of them may still grow by must stay below what is free, or below so many percent
 * of it as the file image-overcommit of the storage says. Else -ENOSPC. guests: descriptor of the
 * directory of all guests; instead: the guest whose image makes room for it, or NULL.
 */
int vs_image_reserve(int guests, uint64_t bytes, const char *instead);
/* What the image of dir/name may still grow by without getting larger; 0: it has none. */
uint64_t vs_image_unwritten(int dir, const char *name);
