#include "serve.h"
#include "answer.h"
#include "harden.h"
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

static uint32_t length_of(const uint8_t *request)
{
    uint32_t length;
    memcpy(&length, request, sizeof(length));
    return length < REQUEST_SIZE ? length : 0;
}

static void handle(struct server *server, int fuse, const uint8_t *request, size_t size)
{
    static struct reply reply;
    answer(server, request, size, &reply);
    if (reply.is_wanted)
        send_reply(fuse, &reply);
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

static bool wait_for_more(int fuse, uint64_t last_us, bool may_spin)
{
    struct pollfd polled = {.fd = fuse, .events = POLLIN};
    if (may_spin && boot_time_us() - last_us < SPIN_US)
        return true;
    return poll(&polled, 1, -1) >= 0 || errno == EINTR;
}

_Noreturn void serve_main(struct server *server, int fuse)
{
    uint8_t *request = server->guests.shared->request;
    uint64_t last_us = 0;
    bool may_spin = get_nprocs() > 1;
    vs_set_urgent(true);
    if (vs_harden_watcher(false, false) < 0)
        _exit(1);
    if (length_of(request))
        handle(server, fuse, request, length_of(request));
    for (;;) {
        ssize_t size = take(fuse, request);
        if (size > 0) {
            handle(server, fuse, request, (size_t)size);
            last_us = boot_time_us();
        } else if (errno == ENODEV ||
                   (errno == EAGAIN && !wait_for_more(fuse, last_us, may_spin))) {
            _exit(0);
        } else if (errno != EAGAIN && errno != EINTR && errno != ENOENT) {
            _exit(1);
        }
    }
}
