#include "template.h"
#include "bin.h"
#include "bulk.h"
#include "cleanup.h"
#include "guest-root.h"
#include "guest.h"
#include "kernel.h"
#include "process.h"
#include "state-file.h"
#include "template-state.h"
#include "tree.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <time.h>

#define LOCK_TRIES 100 /* two seconds */

static int open_run(const struct vs_layout_record *layout, const char *id)
{
    char path[320];
    int r = vs_layout_run(layout, "templates", id, "", path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

/* The process that builds the template now, or ESRCH. */
static int open_builder(const struct vs_layout_record *layout, const char *id, int *ret_pidfd)
{
    struct vs_state state;
    char phase[16];
    uint64_t pid, start;
    cleanup_fd int run = open_run(layout, id);
    if (run < 0 || vs_state_read(run, "state", &state) < 0)
        return -ESRCH;
    if (vs_state_get(&state, "state", phase, sizeof(phase)) < 0 || strcmp(phase, "building") ||
        vs_state_get_u64(&state, "pid", &pid) < 0 ||
        vs_state_get_u64(&state, "pid_start", &start) < 0)
        return -ESRCH;
    return vs_process_open((pid_t)pid, start, ret_pidfd);
}

int template_cancel(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_template_name *template = request;
    cleanup_fd int builder = -1;
    int r = open_builder(&broker->layout, template->id, &builder);
    if (r == 0 && pidfd_send_signal(builder, SIGTERM, NULL, 0) < 0)
        r = -errno;
    return vs_fail(&ret_answer->failure, "building", r);
}

static bool guest_uses(int guests, const char *name, const char *id)
{
    struct vs_guest_root root;
    cleanup_fd int guest = openat(guests, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return guest >= 0 && vs_guest_root_read_any(guest, &root) == 0 && !strcmp(root.template_id, id);
}

/* Deleted guests in the bin do not count: they cannot be started. */
static int refuse_used(const struct vs_layout_record *layout, const char *id)
{
    int guests = open_storage(layout, "guests");
    cleanup_dir DIR *entries = guests < 0 ? NULL : fdopendir(guests);
    if (!entries)
        return guests < 0 ? guests : -errno;
    for (struct dirent *entry; (entry = readdir(entries));)
        if (guest_uses(guests, entry->d_name, id))
            return -EBUSY;
    return 0;
}

int admit_template_delete(struct broker *broker, const struct connection *from, const void *request,
                          struct vs_failure *ret_failure)
{
    const struct vs_template_name *template = request;
    cleanup_fd int templates = open_storage(&broker->layout, "templates");
    if (templates < 0 || faccessat(templates, template->id, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    return bulk_admit(broker, from, VS_BULK_DELETE, template->id, ret_failure);
}

/* A builder that has told its end holds the lock until its process is gone. */
static int lock_built(const struct vs_layout_record *layout, const char *id, int *ret_lock)
{
    static const struct timespec PAUSE = {.tv_nsec = 20000000};
    for (int tries = 1;; tries++) {
        cleanup_fd int builder = -1;
        int r = vs_template_lock(layout, id, ret_lock);
        if (r != -EBUSY || tries == LOCK_TRIES || open_builder(layout, id, &builder) == 0)
            return r;
        (void)nanosleep(&PAUSE, NULL);
    }
}

int template_delete(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_template_name *template = request;
    struct vs_failure *failure = &ret_answer->failure;
    cleanup_fd int lock = -1; /* to the end, so that nobody builds it meanwhile */
    int r = lock_built(&broker->layout, template->id, &lock);
    if (r < 0)
        return vs_fail(failure, "building", r);
    r = refuse_used(&broker->layout, template->id);
    if (r < 0)
        return vs_fail(failure, "in-use", r);
    cleanup_fd int runs = open_run(&broker->layout, ".");
    /* '@' keeps a template apart from a guest of the same name. */
    (void)vs_fail(failure, "bin", move_to_bin(&broker->layout, "templates", template->id, "@"));
    (void)vs_fail(failure, "run-directory", runs < 0 ? runs : vs_tree_remove(runs, template->id));
    return failure->error;
}
