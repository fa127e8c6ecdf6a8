#include "cleanup.h"
#include "files.h"
#include "kernel.h"
#include "parse.h"
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* The broker has checked the rest; what becomes a path is checked here again. */
static int read_request(struct files *files)
{
    struct vs_files_start *request = &files->request;
    int r = vs_spec_read(request, sizeof(*request), &files->layout);
    r = r < 0 ? r : vs_parse_console(request->job);
    r = r < 0 ? r : vs_parse_optional_name(request->guest);
    r = r < 0 ? r : vs_parse_optional_name(request->source);
    if (r == 0 && request->template_id[0])
        r = vs_parse_template(request->template_id);
    return r < 0 ? r : kind_of(files) ? 0 : -EINVAL;
}

static int open_storage(struct files *files)
{
    char path[256];
    int r = vs_layout_storage(&files->layout, ".", "", path, sizeof(path));
    if (r < 0)
        return r;
    files->storage_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return files->storage_fd < 0 ? -errno : 0;
}

/*
 * Views of guests and templates are mounted where nobody else sees them. Before anything is opened:
 * overlay takes layers of the mounts it is made among, and of no others.
 */
static int leave_mounts(struct files *files)
{
    (void)files;
    if (unshare(CLONE_NEWNS) < 0)
        return -errno;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ? -errno : 0;
}

/* In the order of their names, so that two jobs cannot wait for each other. */
static int lock_guests(struct files *files)
{
    const struct vs_files_start *request = &files->request;
    bool stops = kind_of(files)->stops;
    int order = request->source[0] ? strcmp(request->guest, request->source) : 0;
    if (request->source[0] && order == 0)
        return vs_fail(&files->failure, "source", -EINVAL);
    int r = 0;
    if (order > 0)
        r = open_place(files, request->source, stops, &files->source);
    if (r == 0 && request->guest[0])
        r = open_place(files, request->guest, stops, &files->guest);
    if (r == 0 && order < 0)
        r = open_place(files, request->source, stops, &files->source);
    return r;
}

/* What is about no guest is about one template, or about the host. */
static int lock_rest(struct files *files)
{
    char name[VS_TEMPLATE_SIZE + 8];
    const char *template_id = files->request.template_id;
    if (files->request.guest[0])
        return 0;
    (void)snprintf(name, sizeof(name), ".@%s", template_id[0] ? template_id : "@host");
    return vs_fail(&files->failure, "job-running", lock_entry(files, name, &files->entry_fd));
}

static int write_first_state(struct files *files)
{
    files->progress.state = "running";
    begin_step(files, kind_of(files)->step, 0);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(struct files *files);
} STAGES[] = {
    {"spec", read_request},     {"mount-space", leave_mounts}, {"storage", open_storage},
    {"job", open_entry},        {"state", write_first_state},  {"guest", lock_guests},
    {"job-running", lock_rest},
};

int prepare_files(struct files *files)
{
    for (size_t i = 0; i < sizeof(STAGES) / sizeof(STAGES[0]); i++) {
        int r = STAGES[i].run(files);
        if (r < 0)
            return vs_fail(&files->failure, STAGES[i].name, r);
    }
    return 0;
}

void release_files(struct files *files)
{
    close_place(files, files->request.guest, &files->guest);
    close_place(files, files->request.source, &files->source);
    vs_close_fd(&files->entry_fd);
}
