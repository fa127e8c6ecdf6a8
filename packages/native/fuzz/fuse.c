/*
 * Requests of the kernel to vs-proc, several after each other, since handles and held texts are
 * kept between them. Each is its length (16 bits) and its bytes; its own idea of its length and its
 * guest are set right mostly, so that more than the first check is reached.
 */
#include "../programs/vs-proc/answer.h"
#include "fuzz.h"
#include <string.h>

static struct server server;
static struct shared shared;
static struct vs_layout_record layout;

static void begin(void)
{
    static const char CPUINFO[] = "processor\t: 0\nmodel name\t: x\nsiblings\t: 2\n\n"
                                  "processor\t: 1\nmodel name\t: x\nsiblings\t: 2\n\n";
    layout.cgroup.mode = VS_CGROUP_V2;
    memcpy(layout.cgroup.unified, "/nowhere", sizeof("/nowhere"));
    memcpy(layout.group, "fuzz", sizeof("fuzz"));
    memset(&shared.slots[1], 0, sizeof(shared.slots[1]));
    memset(shared.held, 0, sizeof(shared.held));
    memcpy(shared.slots[1].name, "web1", sizeof("web1"));
    shared.slots[1].generation = 1;
    shared.next_handle = 0;
    server.guests.layout = &layout;
    server.guests.shared = &shared;
    server.guests.run_fd = -1;
    memset(server.cache, 0, sizeof(server.cache));
    memcpy(server.host.cpuinfo, CPUINFO, sizeof(CPUINFO));
}

static void set_right(uint8_t *request, size_t size)
{
    struct fuse_in_header header;
    if (size < sizeof(header))
        return;
    memcpy(&header, request, sizeof(header));
    if (header.padding & 1)
        return; /* as it is */
    header.len = (uint32_t)size;
    header.opcode &= 63;
    if (header.nodeid != NODE_ROOT)
        header.nodeid = (header.nodeid & 0x1fff) | 1ull << 16 | 1ull << 32;
    memcpy(request, &header, sizeof(header));
}

static void look_at(const struct reply *reply, const uint8_t *request, size_t size)
{
    static uint8_t copy[TEXT_SIZE];
    struct fuse_in_header header;
    struct fuse_read_in read;
    if (!reply->is_wanted)
        return;
    HOLDS(size >= sizeof(header));
    memcpy(&header, request, sizeof(header));
    HOLDS(reply->header.len == sizeof(reply->header) + reply->size);
    HOLDS(reply->header.unique == header.unique);
    HOLDS(reply->header.error <= 0 && reply->header.error > -512);
    HOLDS(reply->header.error == 0 || reply->size == 0);
    HOLDS(reply->size <= TEXT_SIZE);
    if (reply->size)
        memcpy(copy, reply->data, reply->size); /* all of it can be read */
    if (reply->header.error || (header.opcode != FUSE_READ && header.opcode != FUSE_READDIR &&
                                header.opcode != FUSE_READDIRPLUS))
        return;
    memcpy(&read, request + sizeof(header), sizeof(read));
    HOLDS(reply->size <= read.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct reply reply;
    begin();
    while (size >= sizeof(uint16_t)) {
        uint16_t length;
        memcpy(&length, data, sizeof(length));
        data += sizeof(length);
        size -= sizeof(length);
        size_t part = length < size ? length : size;
        uint8_t *request = malloc(part ? part : 1);
        if (!request)
            return 0;
        memcpy(request, data, part);
        set_right(request, part);
        answer(&server, request, part, &reply);
        look_at(&reply, request, part);
        free(request);
        data += part;
        size -= part;
    }
    return 0;
}
