#include "snapshot.h"
#include <errno.h>
#include <string.h>

static struct cached *find_cached(struct server *server, uint64_t node)
{
    struct cached *oldest = &server->cache[0];
    for (int i = 0; i < CACHE_MAX; i++) {
        struct cached *cached = &server->cache[i];
        if (cached->node == node)
            return cached;
        if (cached->used < oldest->used)
            oldest = cached;
    }
    oldest->node = 0;
    return oldest;
}

static int make(struct server *server, const struct node *node, struct cached *cached)
{
    struct guest guest;
    file_make *make_text = file_of(node->item);
    int r =
        make_text ? guests_take(&server->guests, node->slot, node->generation, &guest) : -EISDIR;
    if (r < 0)
        return r;
    cached->node = 0;
    cached->text =
        (struct text){.bytes = server->cached_texts[cached - server->cache], .size = TEXT_SIZE};
    make_text(&server->guests, &guest, &server->host, &cached->text);
    cached->node = node_number(node);
    cached->made_us = boot_time_us();
    return 0;
}

static int freshest(struct server *server, const struct node *node, const struct text **ret_text)
{
    struct cached *cached = find_cached(server, node_number(node));
    bool is_fresh = cached->node && boot_time_us() - cached->made_us < FRESH_US;
    int r = is_fresh ? 0 : make(server, node, cached);
    cached->used = ++server->uses;
    *ret_text = &cached->text;
    return r;
}

static struct held *find_held(struct shared *shared, uint64_t handle)
{
    for (int i = 0; i < HELD_MAX; i++)
        if (shared->held[i].handle == handle)
            return &shared->held[i];
    return NULL;
}

#define HELD_OF_GUEST 8 /* so that nobody's half-read files push out everybody's */

static bool is_older(const struct held *held, const struct held *than)
{
    return !than || held->used < than->used;
}

/* A free place; else the guest's own oldest if it has its share, else the oldest of all. */
static struct held *room_for(struct shared *shared, uint32_t slot)
{
    struct held *own = NULL, *any = NULL, *unused = NULL;
    int mine = 0;
    for (int i = 0; i < HELD_MAX; i++) {
        struct held *held = &shared->held[i];
        if (!held->handle)
            unused = held;
        else if (is_older(held, any))
            any = held;
        if (held->handle && held->slot == slot) {
            mine++;
            own = is_older(held, own) ? held : own;
        }
    }
    if (mine >= HELD_OF_GUEST)
        return own;
    return unused ? unused : any;
}

static void hold(struct shared *shared, const struct node *node, uint64_t handle,
                 const struct text *text)
{
    struct held *held = find_held(shared, handle);
    if (!held)
        held = room_for(shared, node->slot);
    held->handle = 0;
    memcpy(shared->held_texts[held - shared->held], text->bytes, text->length);
    held->length = (uint32_t)text->length;
    held->slot = node->slot;
    held->used = ++shared->next_use;
    held->handle = handle;
}

static void let_go(struct shared *shared, uint64_t handle)
{
    struct held *held = find_held(shared, handle);
    if (held)
        held->handle = 0;
}

static bool is_done(const struct slot *slot, uint64_t handle)
{
    for (int i = 0; i < DONE_MAX; i++)
        if (slot->done[i] == handle)
            return true;
    return false;
}

static void note_done(struct slot *slot, uint64_t handle)
{
    if (!is_done(slot, handle))
        slot->done[slot->done_next++ % DONE_MAX] = handle;
}

uint64_t handle_open(struct server *server)
{
    return ++server->guests.shared->next_handle;
}

void handle_close(struct server *server, const struct node *node, uint64_t handle)
{
    (void)node;
    if (handle)
        let_go(server->guests.shared, handle);
}

static void cut(const char *bytes, size_t length, uint64_t offset, uint32_t size,
                const char **ret_bytes, uint32_t *ret_size)
{
    uint64_t at = offset < length ? offset : length;
    *ret_bytes = bytes + at;
    *ret_size = length - at < size ? (uint32_t)(length - at) : size;
}

/* From the beginning, or in the middle of what nobody has begun. */
static int read_fresh(struct server *server, const struct node *node, uint64_t handle,
                      uint64_t offset, uint32_t size, const char **ret_bytes, uint32_t *ret_size)
{
    struct shared *shared = server->guests.shared;
    const struct text *text;
    int r = freshest(server, node, &text);
    if (r < 0)
        return r;
    if (offset + size < text->length) {
        hold(shared, node, handle, text);
    } else {
        let_go(shared, handle);
        note_done(&shared->slots[node->slot], handle);
    }
    cut(text->bytes, text->length, offset, size, ret_bytes, ret_size);
    return 0;
}

int handle_read(struct server *server, const struct node *node, uint64_t handle, uint64_t offset,
                uint32_t size, const char **ret_bytes, uint32_t *ret_size)
{
    struct shared *shared = server->guests.shared;
    *ret_size = 0;
    if (handle == 0)
        return -EBADF;
    if (offset == 0)
        return read_fresh(server, node, handle, offset, size, ret_bytes, ret_size);
    struct held *held = find_held(shared, handle);
    if (held && held->slot == node->slot) {
        held->used = ++shared->next_use;
        cut(shared->held_texts[held - shared->held], held->length, offset, size, ret_bytes,
            ret_size);
        return 0;
    }
    if (is_done(&shared->slots[node->slot], handle))
        return 0; /* it has had everything */
    return read_fresh(server, node, handle, offset, size, ret_bytes, ret_size);
}
