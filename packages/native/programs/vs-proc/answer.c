#include "answer.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define MINOR_MIN     23 /* Linux 4.2: since then the answers have their size of today */
#define VALID_LONG_S  3600
#define VALID_GUEST_S 1    /* a guest may be deleted, and its number of CPUs change */
#define FILE_BYTES    4096 /* as sysfs says; /proc's 0 would end sendfile(2) at once */

struct call {
    struct server *server;
    const struct fuse_in_header *header;
    const void *body;
    size_t size;
    struct node node;
    struct reply *reply;
};

static void with(struct reply *reply, size_t size)
{
    reply->data = &reply->body;
    reply->size = size;
}

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

static void fill_attr(const struct node *node, struct fuse_attr *ret_attr)
{
    struct timespec now;
    bool is_directory = node_is_directory(node);
    (void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
    *ret_attr = (struct fuse_attr){
        .ino = node_number(node),
        .size = is_directory ? 0 : FILE_BYTES,
        .atime = (uint64_t)now.tv_sec,
        .mtime = (uint64_t)now.tv_sec,
        .ctime = (uint64_t)now.tv_sec,
        .mode = mode_of(node),
        .nlink = is_directory ? 2 : 1,
        .blksize = FILE_BYTES,
    };
}

static int init(struct call *call)
{
    const struct fuse_init_in *in = call->body;
    if (in->major != FUSE_KERNEL_VERSION || in->minor < MINOR_MIN)
        return -EPROTO;
    call->reply->body.init = (struct fuse_init_out){
        .major = FUSE_KERNEL_VERSION,
        .minor = FUSE_KERNEL_MINOR_VERSION,
        .flags = in->flags & FUSE_PARALLEL_DIROPS,
        .max_background = 64,
        .congestion_threshold = 48,
        .max_write = 4096,
        .time_gran = 1,
    };
    with(call->reply, sizeof(struct fuse_init_out));
    return 0;
}

/* The guest must still be the one the kernel asks about. */
static int check_node(struct call *call)
{
    const struct node *node = &call->node;
    bool is_there =
        node->slot == 0 || guests_has(&call->server->guests, node->slot, node->generation);
    return is_there ? 0 : -ESTALE;
}

static int lookup(struct call *call)
{
    const char *name = call->body;
    struct node found;
    if (!memchr(name, '\0', call->size))
        return -EINVAL;
    int r = check_node(call);
    r = r < 0 ? r : node_find(&call->server->guests, &call->node, name, &found);
    if (r < 0)
        return r;
    bool is_lasting = found.item != ITEM_GUEST && found.item < ITEM_CPU;
    struct fuse_entry_out *out = &call->reply->body.entry;
    *out = (struct fuse_entry_out){.nodeid = node_number(&found),
                                   .entry_valid = is_lasting ? VALID_LONG_S : VALID_GUEST_S,
                                   .attr_valid = VALID_LONG_S};
    fill_attr(&found, &out->attr);
    with(call->reply, sizeof(*out));
    return 0;
}

static int getattr(struct call *call)
{
    struct fuse_attr_out *out = &call->reply->body.attr;
    *out = (struct fuse_attr_out){.attr_valid = VALID_LONG_S};
    fill_attr(&call->node, &out->attr);
    with(call->reply, sizeof(*out));
    return check_node(call);
}

static int open_file(struct call *call)
{
    const struct fuse_open_in *in = call->body;
    if (node_is_directory(&call->node))
        return -EISDIR;
    if ((in->flags & O_ACCMODE) != O_RDONLY)
        return -EACCES;
    call->reply->body.open = (struct fuse_open_out){
        .fh = handle_open(call->server), .open_flags = VS_FOPEN_DIRECT_IO | VS_FOPEN_NOFLUSH};
    with(call->reply, sizeof(struct fuse_open_out));
    return check_node(call);
}

/*
 * Only for who has called read(2), which the kernel tells by naming the owner of its descriptors:
 * what is read into the page cache, as for sendfile(2) since Linux 6.5, would be as long as the
 * file's size and old soon. EINVAL is what makes programs read instead.
 */
static int read_file(struct call *call)
{
    const struct fuse_read_in *in = call->body;
    const char *bytes = NULL;
    uint32_t size = 0;
    if (!(in->read_flags & FUSE_READ_LOCKOWNER))
        return -EINVAL;
    int r = handle_read(call->server, &call->node, in->fh, in->offset, in->size, &bytes, &size);
    call->reply->data = bytes;
    call->reply->size = size;
    return r;
}

static int release(struct call *call)
{
    const struct fuse_release_in *in = call->body;
    handle_close(call->server, &call->node, in->fh);
    return 0;
}

static int opendir_node(struct call *call)
{
    call->reply->body.open = (struct fuse_open_out){0};
    with(call->reply, sizeof(struct fuse_open_out));
    return node_is_directory(&call->node) ? check_node(call) : -ENOTDIR;
}

static size_t add_entry(char *to, size_t room, const struct node *node, const char *name,
                        uint64_t next)
{
    struct fuse_dirent entry = {.ino = node_number(node),
                                .off = next,
                                .namelen = (uint32_t)strlen(name),
                                .type = mode_of(node) >> 12};
    size_t size = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + entry.namelen);
    if (size > room)
        return 0;
    memset(to, 0, size);
    memcpy(to, &entry, FUSE_NAME_OFFSET);
    memcpy(to + FUSE_NAME_OFFSET, name, entry.namelen);
    return size;
}

/* "." and ".." are places 0 and 1. */
static int entry_at(struct call *call, uint64_t place, struct node *ret_node, char *ret_name)
{
    if (place < 2) {
        *ret_node = call->node;
        memcpy(ret_name, place ? ".." : ".", place ? 3 : 2);
        return 0;
    }
    if (call->node.item >= ITEM_CPU)
        return -ENOENT;
    return node_entry(&call->server->guests, &call->node, place - 2, ret_node, ret_name);
}

static int readdir_node(struct call *call)
{
    const struct fuse_read_in *in = call->body;
    char name[VS_NAME_SIZE], *entries = call->reply->body.entries;
    size_t room = in->size < ENTRIES_SIZE ? in->size : ENTRIES_SIZE, length = 0;
    struct node node;
    if (!node_is_directory(&call->node))
        return -ENOTDIR;
    for (uint64_t place = in->offset; entry_at(call, place, &node, name) == 0; place++) {
        size_t added = add_entry(entries + length, room - length, &node, name, place + 1);
        if (added == 0)
            break;
        length += added;
    }
    with(call->reply, length);
    return check_node(call);
}

static int statfs_node(struct call *call)
{
    call->reply->body.statfs = (struct fuse_statfs_out){
        .st = {.bsize = FILE_BYTES, .frsize = FILE_BYTES, .namelen = VS_NAME_SIZE - 1}};
    with(call->reply, sizeof(struct fuse_statfs_out));
    return 0;
}

static int nothing(struct call *call)
{
    (void)call;
    return 0;
}

static const struct {
    int (*run)(struct call *call);
    uint32_t size; /* of what follows the header, at least */
} CALLS[] = {
    [FUSE_INIT] = {init, 16},
    [FUSE_LOOKUP] = {lookup, 1},
    [FUSE_GETATTR] = {getattr, 0},
    [FUSE_OPEN] = {open_file, sizeof(struct fuse_open_in)},
    [FUSE_READ] = {read_file, sizeof(struct fuse_read_in)},
    [FUSE_RELEASE] = {release, sizeof(struct fuse_release_in)},
    [FUSE_OPENDIR] = {opendir_node, 0},
    [FUSE_READDIR] = {readdir_node, sizeof(struct fuse_read_in)},
    [FUSE_RELEASEDIR] = {nothing, 0},
    [FUSE_STATFS] = {statfs_node, 0},
    [FUSE_DESTROY] = {nothing, 0},
};

static int run(struct call *call, uint32_t opcode)
{
    if (opcode >= sizeof(CALLS) / sizeof(CALLS[0]) || !CALLS[opcode].run)
        return -ENOSYS;
    if (call->size < CALLS[opcode].size)
        return -EINVAL;
    /* The greeting and the farewell are about no node. */
    if (!node_parse(call->header->nodeid, &call->node) && opcode != FUSE_INIT &&
        opcode != FUSE_DESTROY)
        return -ESTALE;
    return CALLS[opcode].run(call);
}

/* We never wait, so there is nothing to interrupt; what is looked up is found again by its number.
 */
static bool wants_no_answer(uint32_t opcode)
{
    return opcode == FUSE_FORGET || opcode == FUSE_BATCH_FORGET || opcode == FUSE_INTERRUPT;
}

void answer(struct server *server, const uint8_t *request, size_t size, struct reply *ret_reply)
{
    struct fuse_in_header header;
    ret_reply->is_wanted = false;
    ret_reply->data = NULL;
    ret_reply->size = 0;
    if (size < sizeof(header))
        return;
    memcpy(&header, request, sizeof(header));
    if (header.len != size || wants_no_answer(header.opcode))
        return;
    struct call call = {.server = server,
                        .header = &header,
                        .body = request + sizeof(header),
                        .size = size - sizeof(header),
                        .reply = ret_reply};
    int r = run(&call, header.opcode);
    if (r < 0)
        ret_reply->size = 0;
    ret_reply->is_wanted = true;
    ret_reply->header =
        (struct fuse_out_header){.len = (uint32_t)(sizeof(ret_reply->header) + ret_reply->size),
                                 .error = r,
                                 .unique = header.unique};
}
