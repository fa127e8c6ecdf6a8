/*
 * A system call that is answered for a guest: which capabilities are brokered, the call, its
 * arguments, then the memory they point to.
 */
#include "fuzz.h"
#include "notify-decode.h"
#include "protocol.h"
#include <string.h>
#include <sys/syscall.h>

static const int CALLS[] = {SYS_sethostname, SYS_setdomainname, SYS_setrlimit, SYS_prlimit64,
                            SYS_socket,      SYS_mount,         SYS_umount2,   SYS_getpid,
                            SYS_quotactl,    SYS_quotactl_fd};
#define CALL_COUNT (sizeof(CALLS) / sizeof(CALLS[0]))

struct head {
    uint8_t brokered, call, present, reserved;
    uint32_t pieces[VS_NOTIFY_ARGUMENTS]; /* how many bytes of memory each argument has */
    uint64_t arguments[VS_NOTIFY_ARGUMENTS];
};

/* The copy that notify.c would have made: never more than was wanted, and a text ends. */
static struct vs_notify_copy copy(const struct vs_notify_want *want, const uint8_t *memory,
                                  size_t size)
{
    char *bytes = want->size ? malloc(want->size) : NULL;
    if (!bytes)
        return (struct vs_notify_copy){0};
    memset(bytes, 'x', want->size);
    size_t length = size < want->size ? size : want->size;
    memcpy(bytes, memory, length);
    if (!want->text)
        return (struct vs_notify_copy){bytes, want->size};
    bytes[length < want->size ? length : want->size - 1] = '\0';
    return (struct vs_notify_copy){bytes, strlen(bytes) + 1};
}

static void look_at(const struct vs_notify_act *act)
{
    HOLDS(act->kind >= VS_NOTIFY_HOSTNAME && act->kind <= VS_NOTIFY_QUOTA);
    HOLDS(act->name.length <= sizeof(act->name.bytes));
    HOLDS(act->mount.option_count <= VS_NOTIFY_OPTIONS);
    HOLDS(memchr(act->mount.source, '\0', PATH_MAX) && memchr(act->mount.target, '\0', PATH_MAX));
    for (size_t i = 0; i < act->mount.option_count; i++)
        HOLDS(memchr(act->mount.options[i].key, '\0', sizeof(act->mount.options[i].key)) &&
              memchr(act->mount.options[i].value, '\0', sizeof(act->mount.options[i].value)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct vs_notify_act act;
    struct head head;
    struct vs_notify_want wants[VS_NOTIFY_ARGUMENTS];
    struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS] = {{0}};
    if (size < sizeof(head))
        return 0;
    memcpy(&head, data, sizeof(head));
    const uint8_t *memory = data + sizeof(head);
    size_t left = size - sizeof(head);
    int call = CALLS[head.call % CALL_COUNT];
    vs_notify_wants(call, head.arguments, wants);
    for (int i = 0; i < VS_NOTIFY_ARGUMENTS; i++) {
        HOLDS(wants[i].size <= PATH_MAX);
        size_t piece = head.pieces[i] < left ? head.pieces[i] : left;
        if (head.present & 1u << i)
            copies[i] = copy(&wants[i], memory, piece);
        memory += piece;
        left -= piece;
    }
    memset(&act, 0, sizeof(act));
    if (vs_notify_decode(head.brokered & VS_CCAP_ALL, call, head.arguments, copies, &act) == 0)
        look_at(&act);
    for (int i = 0; i < VS_NOTIFY_ARGUMENTS; i++)
        free((void *)copies[i].bytes);
    return 0;
}
