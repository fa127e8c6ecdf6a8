#include "serve.h"
#include "answer.h"
#include "harden.h"
#include "pace.h"
#include "scheduling-slice.h"
#include "urgency.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <unistd.h>

/* After an answer the same reader mostly asks again: being awake then saves it a wake-up. */
#define SPIN_US 60

static void send_reply(int fuse, struct reply *reply)
{
    const struct iovec parts[] = {
        {.iov_base = &reply->header, .iov_len = sizeof(reply->header)},
        {.iov_base = (void *)(uintptr_t)reply->data, .iov_len = reply->size},
    };
    /* ENOENT: who asked has been killed meanwhile, or had this answer from a predecessor. */
    (void)writev(fuse, parts, reply->size ? 2 : 1);
}

static void handle(struct server *server, int fuse, const uint8_t *request, size_t size)
{
    static struct reply reply;
    answer(server, request, size, &reply);
    if (reply.is_wanted)
        send_reply(fuse, &reply);
}

/* The guest that waits for the answer; 0: nobody, or not a guest. Closing comes from opening. */
static uint32_t asking(const uint8_t *request, size_t size)
{
    struct fuse_in_header header;
    struct node node;
    if (size < sizeof(header))
        return 0;
    memcpy(&header, request, sizeof(header));
    bool is_free = header.opcode == FUSE_RELEASE || header.opcode == FUSE_RELEASEDIR ||
                   header.opcode == FUSE_FORGET || header.opcode == FUSE_INTERRUPT;
    return !is_free && node_parse(header.nodeid, &node) ? node.slot : 0;
}

static void take_up(struct server *server, struct pace *pace, int fuse, const uint8_t *request,
                    size_t size)
{
    uint32_t slot = asking(request, size);
    if (slot == 0 || pace_admits(pace, slot, boot_time_us(), request, size))
        handle(server, fuse, request, size);
}

static void answer_due(struct server *server, struct pace *pace, int fuse)
{
    for (int place; (place = pace_due(pace, boot_time_us())) >= 0; pace_done(pace)) {
        const struct waiting *waiting = &pace->shared->waiting[place];
        handle(server, fuse, waiting->request, waiting->size);
    }
}

static uint32_t length_of(const uint8_t *request)
{
    uint32_t length;
    memcpy(&length, request, sizeof(length));
    return length < REQUEST_SIZE ? length : 0;
}

/*
 * The kernel forgets a request once it is read, so it is read into the memory that outlives us, and
 * its length says until it is answered that there is one. Kernels before 6.9 have no other way.
 */
static ssize_t take(int fuse, uint8_t *request)
{
    memset(request, 0, sizeof(uint32_t));
    return read(fuse, request, REQUEST_SIZE);
}

static void wait_for_more(int fuse, const struct pace *pace, uint64_t last_us, bool may_spin)
{
    struct pollfd polled = {.fd = fuse, .events = POLLIN};
    uint64_t now_us = boot_time_us();
    if (!may_spin || now_us - last_us >= SPIN_US)
        (void)poll(&polled, 1, pace_wait_ms(pace, now_us));
}

_Noreturn void serve_main(struct server *server, int fuse)
{
    static struct pace pace;
    uint8_t *request = server->guests.shared->request;
    uint64_t last_us = 0;
    bool may_spin = get_nprocs() > 1;
    vs_set_urgent(true);
    set_short_slice();
    if (vs_harden_watcher(0) < 0)
        _exit(1);
    pace_open(&pace, server->guests.shared);
    if (length_of(request))
        handle(server, fuse, request, length_of(request));
    for (;;) {
        answer_due(server, &pace, fuse);
        ssize_t size = take(fuse, request);
        if (size > 0) {
            __atomic_fetch_add(&server->guests.shared->taken, 1, __ATOMIC_RELAXED);
            take_up(server, &pace, fuse, request, (size_t)size);
            last_us = boot_time_us();
        } else if (errno == ENODEV) {
            _exit(0); /* unmounted */
        } else if (errno == EAGAIN) {
            wait_for_more(fuse, &pace, last_us, may_spin);
        } else if (errno != EINTR && errno != ENOENT) {
            _exit(1);
        }
    }
}
