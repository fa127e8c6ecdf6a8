/* A message to the broker: header, and the fields of every operation. */
#include "../programs/vs-broker/request.h"
#include "fuzz.h"
#include "parse.h"
#include <string.h>

static bool ends(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

/* What the rest of the broker and its programs rely on. */
static void look_at_start(const struct vs_guest_start *start)
{
    const char *argv[VS_ARGV_MAX + 1];
    uint32_t argc;
    HOLDS(ends(start->name, sizeof(start->name)) && !strchr(start->name, '/') && start->name[0]);
    HOLDS(ends(start->template_id, sizeof(start->template_id)) &&
          !strstr(start->template_id, "..") && !strchr(start->template_id, '/'));
    HOLDS(ends(start->hostname, sizeof(start->hostname)));
    HOLDS(ends(start->limit.cpu_set, sizeof(start->limit.cpu_set)));
    HOLDS(vs_split_argv(start->init_argv, argv, &argc) == 0 && argc == start->init_argc);
    for (int i = 0; i < VS_MOUNTS_MAX; i++)
        HOLDS(ends(start->mounts[i].target, VS_TARGET_SIZE) &&
              !strstr(start->mounts[i].target, "..") && !strchr(start->mounts[i].share, '/'));
}

static void look_at_console(const struct vs_console_open *open)
{
    const char *argv[VS_ARGV_MAX + 1];
    uint32_t argc;
    HOLDS(ends(open->console, sizeof(open->console)) && !strchr(open->console, '/'));
    HOLDS(vs_split_argv(open->argv, argv, &argc) == 0 && argc <= VS_ARGV_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct message message;
    struct vs_failure failure = {0};
    if (size > sizeof(message))
        return 0;
    memset(&message, 0xa5, sizeof(message)); /* what the broker did not receive is garbage */
    memcpy(&message, data, size);
    if (!request_is_ours(&message, size))
        return 0;
    HOLDS(request_class(&message) < RATE_CLASSES);
    const struct operation *operation = request_check(&message, size, &failure);
    HOLDS((operation == NULL) == (failure.error < 0));
    if (!operation)
        return 0;
    HOLDS(operation->request_size == size - sizeof(message.header));
    if (message.header.operation == VS_OP_GUEST_START)
        look_at_start((const void *)message.request);
    if (message.header.operation == VS_OP_CONSOLE_OPEN)
        look_at_console((const void *)message.request);
    return 0;
}
