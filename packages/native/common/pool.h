/*
 * The content pool: storage/pool/.p/NAME holds a file's content once, NAME being the first 120 bits
 * of its SHA-256 in base64url. The name finds an object; whether it is the same is decided by
 * comparing bytes. Objects belong to root alone and never change.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel.h"
#include "sha256.h"

#define VS_POOL_NAME_SIZE 21 /* with the NUL */
#define VS_POOL_DIRECTORY ".p"

struct vs_pool {
    int root;        /* storage/pool, a layer of every overlay that has stubs */
    int objects;     /* storage/pool/.p */
    uint64_t device; /* as statx(2) numbers it, of the objects */
    bool is_marking; /* a sweep is looking for what is in use; known while locked */
};

/* All return 0 or -errno unless they say otherwise. */
/* Opens the pool of an open storage directory and makes what is missing of it. */
int vs_pool_open(int storage, struct vs_pool *ret_pool);
void vs_pool_close(struct vs_pool *pool);

/*
 * Whoever adds objects or refers to them holds the lock with others from before it looks for an
 * object until its stubs are in place; the sweep holds it alone while it removes. Waits.
 */
int vs_pool_lock(struct vs_pool *pool, bool alone);
void vs_pool_unlock(struct vs_pool *pool);
/*
 * The sweep's own: says, under the lock held alone, that it begins or ends to look for what is in
 * use. In between, whoever refers to an existing object renews its ctime, and the sweep spares what
 * is younger than its begin. A sweep that died leaves only the renewing behind.
 */
int vs_pool_mark(struct vs_pool *pool, bool begins);

bool vs_pool_is_name(const char *name);
void vs_pool_name(const uint8_t digest[VS_SHA256_SIZE], char ret_name[VS_POOL_NAME_SIZE]);
/* The name of an open file's content, from its begin. -EAGAIN: it is not `size` bytes long. */
int vs_pool_sum(int file, uint64_t size, char ret_name[VS_POOL_NAME_SIZE]);

/* Whether there is an object of this content. 1, 0 (none, or another one) or -errno. */
int vs_pool_has(const struct vs_pool *pool, const char *name, int file, uint64_t size);

/*
 * Makes the file's own inode the object, by one more link to it. The file must never be written
 * again; vs_pool_settle when its other links are gone. 0: new; 1: an equal object was there;
 * -EUCLEAN: the object of this name has another content; -EXDEV: another file system.
 */
int vs_pool_add_link(const struct vs_pool *pool, const char *name, int file, uint64_t size);
/* The same by a copy, whose name it tells; for another file system. */
int vs_pool_add_copy(const struct vs_pool *pool, int file, uint64_t size,
                     char ret_name[VS_POOL_NAME_SIZE]);

/*
 * Gives an object to root, 0400, without xattrs and of no project, unless it has other links yet.
 * 1: it was so already or is not its time; 0: it is now.
 */
int vs_pool_settle(const struct vs_pool *pool, const char *name);
