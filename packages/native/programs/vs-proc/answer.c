#include "answer.h"
#include "entry.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define MINOR_MIN 23 /* Linux 4.2: since then the answers have their size of today */

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

static int init(struct call *call)
{
    const struct fuse_init_in *in = call->body;
    if (in->major != FUSE_KERNEL_VERSION || in->minor < MINOR_MIN)
        return -EPROTO;
    call->reply->body.init = (struct fuse_init_out){
        .major = FUSE_KERNEL_VERSION,
        .minor = FUSE_KERNEL_MINOR_VERSION,
        .flags = in->flags & (FUSE_PARALLEL_DIROPS | FUSE_DO_READDIRPLUS),
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
    entry_fill(&found, &call->reply->body.entry);
    with(call->reply, sizeof(call->reply->body.entry));
    return 0;
}

static int getattr(struct call *call)
{
    struct fuse_attr_out *out = &call->reply->body.attr;
    *out = (struct fuse_attr_out){.attr_valid = ENTRY_VALID_S};
    entry_attr(&call->node, &out->attr);
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

static int list(struct call *call, bool with_attributes)
{
    const struct fuse_read_in *in = call->body;
    struct listing listing = {.bytes = call->reply->body.entries,
                              .room = in->size < ENTRIES_SIZE ? in->size : ENTRIES_SIZE,
                              .with_attributes = with_attributes};
    if (!node_is_directory(&call->node))
        return -ENOTDIR;
    entry_list(&call->server->guests, &call->node, in->offset, &listing);
    with(call->reply, listing.length);
    return check_node(call);
}

static int readdir_node(struct call *call)
{
    return list(call, false);
}

/* What is listed needs no look-up of its own then. */
static int readdirplus_node(struct call *call)
{
    return list(call, true);
}

static int statfs_node(struct call *call)
{
    call->reply->body.statfs = (struct fuse_statfs_out){
        .st = {.bsize = ENTRY_BYTES, .frsize = ENTRY_BYTES, .namelen = VS_NAME_SIZE - 1}};
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
    [FUSE_READDIRPLUS] = {readdirplus_node, sizeof(struct fuse_read_in)},
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
