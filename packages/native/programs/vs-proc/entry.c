#include "entry.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define VALID_GUEST_S 1 /* a guest may be deleted, and its number of CPUs change */

static bool is_for_supervisor(const struct node *node)
{
    return node->item == ITEM_SYSINFO || node->item == ITEM_CPU_ONLINE;
}

static uint32_t mode_of(const struct node *node)
{
    if (node->slot == 0)
        return S_IFDIR | 0700;
    if (node_is_directory(node))
        return S_IFDIR | 0555;
    return S_IFREG | (is_for_supervisor(node) ? 0400 : 0444);
}

void entry_attr(const struct node *node, struct fuse_attr *ret_attr)
{
    struct timespec now;
    bool is_directory = node_is_directory(node);
    (void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
    *ret_attr = (struct fuse_attr){
        .ino = node_number(node),
        .size = is_directory ? 0 : ENTRY_BYTES,
        .atime = (uint64_t)now.tv_sec,
        .mtime = (uint64_t)now.tv_sec,
        .ctime = (uint64_t)now.tv_sec,
        .mode = mode_of(node),
        .nlink = is_directory ? 2 : 1,
        .blksize = ENTRY_BYTES,
    };
}

void entry_fill(const struct node *node, struct fuse_entry_out *ret_entry)
{
    bool is_lasting = node->item != ITEM_GUEST && node->item < ITEM_CPU;
    *ret_entry = (struct fuse_entry_out){.nodeid = node_number(node),
                                         .entry_valid = is_lasting ? ENTRY_VALID_S : VALID_GUEST_S,
                                         .attr_valid = ENTRY_VALID_S};
    entry_attr(node, &ret_entry->attr);
}

/* With attributes, an entry is what a look-up of the name would say, and the name. */
static bool add(struct listing *listing, const struct node *node, const char *name, uint64_t place)
{
    struct fuse_dirent entry = {.ino = node_number(node),
                                .off = place + 1,
                                .namelen = (uint32_t)strlen(name),
                                .type = mode_of(node) >> 12};
    struct fuse_entry_out found = {0};
    size_t before = listing->with_attributes ? sizeof(found) : 0;
    size_t size = FUSE_DIRENT_ALIGN(before + FUSE_NAME_OFFSET + entry.namelen);
    char *to = listing->bytes + listing->length;
    if (size > listing->room - listing->length)
        return false;
    if (place >= 2) /* no number: nothing is said of "." and ".." but their names */
        entry_fill(node, &found);
    memset(to, 0, size);
    memcpy(to, &found, before);
    memcpy(to + before, &entry, FUSE_NAME_OFFSET);
    memcpy(to + before + FUSE_NAME_OFFSET, name, entry.namelen);
    listing->length += size;
    return true;
}

static int entry_at(struct guests *guests, const struct node *directory, uint64_t place,
                    struct node *ret_node, char *ret_name)
{
    if (place < 2) {
        *ret_node = *directory;
        memcpy(ret_name, place ? ".." : ".", place ? 3 : 2);
        return 0;
    }
    if (directory->item >= ITEM_CPU)
        return -ENOENT;
    return node_entry(guests, directory, place - 2, ret_node, ret_name);
}

void entry_list(struct guests *guests, const struct node *directory, uint64_t place,
                struct listing *listing)
{
    char name[VS_NAME_SIZE];
    struct node node;
    while (entry_at(guests, directory, place, &node, name) == 0 && add(listing, &node, name, place))
        place++;
}
