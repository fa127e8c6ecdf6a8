#include "attach.h"
#include "attachment.h"
#include "cleanup.h"
#include "event-file.h"
#include "guest-view.h"
#include "guest.h"
#include "kernel.h"
#include "parse.h"
#include "process.h"
#include <stdio.h>

int check_guest_attach(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_guest_attach *attach = request;
    (void)vs_fail(ret_failure, "name", vs_parse_name(attach->name));
    bool is_known =
        attach->flags == 0 || attach->flags == VS_ATTACH_WRITE || attach->flags == VS_ATTACH_END;
    (void)vs_fail(ret_failure, "flags", is_known ? 0 : -EINVAL);
    (void)vs_fail(ret_failure, "pid", attach->pid > 0 ? 0 : -EINVAL);
    return ret_failure->error;
}

int admit_attach(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure)
{
    (void)broker;
    (void)request;
    return vs_fail(ret_failure, "root-only", from->may_confirm ? 0 : -EPERM);
}

/* In the broker's log, and for the agent, who publishes it. */
static void tell(const struct broker *broker, const struct vs_guest_attach *attach, int run)
{
    struct vs_event_file events = {.dir = run, .fd = -1, .gid = broker->layout.agent_gid};
    bool is_end = attach->flags & VS_ATTACH_END;
    (void)fprintf(stderr, "vs-broker: root (process %d): %s the files of %s%s.\n", attach->pid,
                  is_end ? "has unmounted" : "mounts", attach->name,
                  attach->flags & VS_ATTACH_WRITE ? ", to change them" : "");
    vs_event_write(&events, is_end ? "detach" : "attach");
    vs_close_fd(&events.fd);
}

static int note(const struct broker *broker, const struct vs_guest_attach *attach, int run,
                struct vs_attachment *attachment)
{
    attachment->pid = attach->pid;
    attachment->may_write = attach->flags & VS_ATTACH_WRITE;
    int r = vs_process_start(attach->pid, &attachment->pid_start);
    return r < 0 ? r : vs_attachment_write(run, attachment, broker->layout.agent_gid);
}

static bool has_storage(const struct broker *broker, const char *name)
{
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    return guests >= 0 && faccessat(guests, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int guest_attach(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_attach *attach = request;
    struct vs_failure *failure = &ret_answer->failure;
    struct vs_attachment attachment = {0};
    cleanup_fd int run = -1, mount = -1;
    if (!has_storage(broker, attach->name))
        return vs_fail(failure, "name", -ENOENT);
    int r = hold_guest(&broker->layout, attach->name, &run);
    if (r < 0)
        return vs_fail(failure, "running", r);
    if (!(attach->flags & VS_ATTACH_END)) {
        r = vs_guest_view(&broker->layout, attach->name, attach->flags & VS_ATTACH_WRITE,
                          attachment.mark, sizeof(attachment.mark), &mount);
        (void)vs_fail(failure, "tree", r);
        r = r < 0 ? r : note(broker, attach, run, &attachment);
        if (vs_fail(failure, "attached", r) < 0)
            return failure->error;
    }
    tell(broker, attach, run);
    ret_answer->fd = vs_steal_fd(&mount);
    return 0;
}
