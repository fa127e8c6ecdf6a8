/*
 * Stubs that wait to take their files' places. They are many at a time because each time the disk
 * must first have the objects: one syncfs(2) for thousands of files.
 */
#pragma once
#include "poolize.h"

#define BATCH_ITEMS     4096
#define BATCH_NAMES     (128 * 1024)
#define BATCH_PATHS     (512 * 1024)
#define STAGE_NAME_SIZE 24
#define TREE_PATH_SIZE  4096 /* of a directory; deeper ones stay as they are */

/*
 * Renames change a directory's times: they are put back, after a crash from the journal in the
 * stage, which has these records one after the other. Paths, because programs that the broker
 * starts may not open by file handle (harden.c).
 */
struct batch_directory {
    struct timespec times[2];
    uint64_t size; /* of the path with its NUL, rounded up to 8 */
    char path[];
};

struct batch_item {
    uint32_t directory, name; /* places in `paths` and `names` */
    uint32_t number;          /* of the stub in the stage */
    bool is_linked;           /* the file's own inode is the object: to be settled */
    char object[VS_POOL_NAME_SIZE];
};

struct batch {
    const struct vs_poolize *what;
    uint32_t generation; /* counts flushes, so that a level knows its directory is still noted */
    uint32_t count, name_bytes, path_bytes;
    uint32_t last_number;
    struct batch_item items[BATCH_ITEMS];
    char names[BATCH_NAMES];
    _Alignas(8) char paths[BATCH_PATHS];
};

void batch_stage_name(uint32_t number, char ret_name[STAGE_NAME_SIZE]);
bool batch_is_full(const struct batch *batch);
/* Notes a directory whose files will be replaced. Returns its place. */
uint32_t batch_note_directory(struct batch *batch, const char *path, const struct statx *status);
void batch_add(struct batch *batch, uint32_t directory, const char *name, uint32_t number,
               const char *object, bool is_linked);
/* Puts all in place. 0 or -errno. */
int batch_flush(struct batch *batch);
