/* State files: lines of key=value, replaced by rename and never edited in place. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define VS_STATE_SIZE 2048

struct vs_state {
    char text[VS_STATE_SIZE]; /* NUL-terminated */
    size_t length;
    bool overflow; /* a line did not fit; vs_state_write refuses */
};

void vs_state_reset(struct vs_state *state);
/* Newlines in the value become blanks. */
void vs_state_add(struct vs_state *state, const char *key, const char *value);
void vs_state_add_u64(struct vs_state *state, const char *key, uint64_t value);
/* A mask, in hexadecimal digits without a prefix. */
void vs_state_add_mask(struct vs_state *state, const char *key, uint64_t value);

/* 0 or -errno. ENOENT when there is no file. */
int vs_state_read(int dir, const char *name, struct vs_state *ret_state);
/* ENOENT when the key is absent, ENOSPC when the value does not fit. */
int vs_state_get(const struct vs_state *state, const char *key, char *ret_value, size_t size);
int vs_state_get_u64(const struct vs_state *state, const char *key, uint64_t *ret_value);
int vs_state_get_mask(const struct vs_state *state, const char *key, uint64_t *ret_value);

/*
 * Writes NAME.tmp, then renames. Owner root, group gid, mode 0640. durable: fsync first, for files
 * that must survive a power cut; what lies in /run need not.
 */
int vs_state_write(int dir, const char *name, const struct vs_state *state, gid_t gid,
                   bool durable);
/*
 * For a file that names what was just made: all of the file system is on the disk before the rename.
 * The rename itself is only when the directory is given to fsync(2) afterwards.
 */
int vs_state_write_after_all(int dir, const char *name, const struct vs_state *state, gid_t gid);
