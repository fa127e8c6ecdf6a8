/*
 * Stubs that wait to take their files' places. They are many at a time because each time the disk
 * must first have the objects: one syncfs(2) for thousands of files.
 */
#pragma once
#include "poolize.h"

#define BATCH_ITEMS       4096
#define BATCH_DIRECTORIES 2048
#define BATCH_NAMES       (128 * 1024)
#define STAGE_NAME_SIZE   24
#define HANDLE_SIZE       64 /* ext4 takes 8, XFS 24, btrfs 40 */

/* Renames change a directory's times: they are put back, after a crash from the stage's journal. */
struct batch_directory {
    uint32_t handle_size;
    int32_t handle_type;
    uint8_t handle[HANDLE_SIZE];
    struct timespec times[2];
};

struct batch_item {
    uint32_t directory, name; /* places in `directories` and `names` */
    uint32_t number;          /* of the stub in the stage */
    bool is_linked;           /* the file's own inode is the object: to be settled */
    char object[VS_POOL_NAME_SIZE];
};

struct batch {
    const struct vs_poolize *what;
    uint32_t generation; /* counts flushes, so that a level knows its directory is still noted */
    uint32_t count, directory_count, name_bytes;
    uint32_t last_number;
    struct batch_item items[BATCH_ITEMS];
    struct batch_directory directories[BATCH_DIRECTORIES];
    char names[BATCH_NAMES];
};

void batch_stage_name(uint32_t number, char ret_name[STAGE_NAME_SIZE]);
bool batch_is_full(const struct batch *batch);
/* Notes a directory whose files will be replaced. 0 or -errno; its place in ret_place. */
int batch_note_directory(struct batch *batch, int dir, const struct statx *status,
                         uint32_t *ret_place);
void batch_add(struct batch *batch, uint32_t directory, const char *name, uint32_t number,
               const char *object, bool is_linked);
/* Puts all in place. 0 or -errno. */
int batch_flush(struct batch *batch);
