/* What a guest uses where no quota counts it: the blocks of every file of its own. */
#include "cleanup.h"
#include "files.h"
#include "inode-set.h"
#include "kernel.h"
#include "layers.h"
#include "space.h"
#include "tree-walk.h"
#include <errno.h>

struct measure {
    struct files *files;
    struct vs_inode_set linked; /* files with several names count once */
};

static int measure_entry(void *context, const struct vs_walk_entry *entry)
{
    struct measure *measure = context;
    struct results *results = &measure->files->results;
    if (entry->st->st_nlink > 1 && !S_ISDIR(entry->st->st_mode)) {
        int r = vs_inode_set_add(&measure->linked, entry->st->st_ino);
        if (r <= 0)
            return r;
    }
    results->files++;
    results->bytes += (uint64_t)entry->st->st_blocks * 512;
    return tick(measure->files);
}

int run_measure(struct files *files)
{
    struct measure measure = {.files = files};
    struct stat st;
    cleanup_fd int data = -1;
    int r = open_data(&files->guest, &data);
    if (r < 0)
        return r;
    if (fstat(data, &st) < 0)
        return -errno;
    files->results = (struct results){.files = 1, .bytes = (uint64_t)st.st_blocks * 512};
    r = vs_tree_walk(data, measure_entry, &measure);
    vs_inode_set_free(&measure.linked);
    const struct vs_space_use use = {.bytes = files->results.bytes, .inodes = files->results.files};
    return r < 0 ? r : vs_space_write_measured(files->guest.dir, &use, now_ms());
}
