#include "template-state.h"

#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "parse.h"
#include "process.h"
#include "state-file.h"
#include "tree.h"

#define BUILDING_PREFIX "."
#define BUILDING_SUFFIX ".building"

int vs_template_storage(const struct vs_layout_record *layout, int *ret_dir)
{
    char path[256];
    int r = vs_layout_storage(layout, "templates", "", path, sizeof(path));
    r = r < 0 ? r : vs_make_directories(path, 0700);
    if (r < 0)
        return r;
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -errno;
    *ret_dir = dir;
    return 0;
}

int vs_template_lock(const struct vs_layout_record *layout, const char *id, int *ret_dir)
{
    char parent[256], path[256];
    int r = vs_layout_run(layout, "templates", "", "", parent, sizeof(parent));
    r = r < 0 ? r : vs_layout_run(layout, "templates", id, "", path, sizeof(path));
    r = r < 0 ? r : vs_make_directories(parent, 0755);
    if (r < 0)
        return r;
    if (mkdir(path, 0750) < 0 && errno != EEXIST)
        return -errno;
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0 || fchown(dir, 0, layout->agent_gid) < 0 || fchmod(dir, 0750) < 0)
        return -errno;
    if (flock(dir, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    *ret_dir = vs_steal_fd(&dir);
    return 0;
}

int vs_template_write(const struct vs_layout_record *layout, int dir,
                      const struct vs_template_state *template)
{
    struct vs_state state;
    uint64_t start = 0;
    int r = vs_process_start(getpid(), &start);
    if (r < 0)
        return r;
    vs_state_reset(&state);
    vs_state_add(&state, "state", template->state);
    vs_state_add_u64(&state, "pid", (uint64_t)getpid());
    vs_state_add_u64(&state, "pid_start", start);
    vs_state_add_u64(&state, "percent", template->percent);
    vs_state_add(&state, "step", template->step);
    if (template->started_at)
        vs_state_add_u64(&state, "started_at", template->started_at);
    if (template->finished_at)
        vs_state_add_u64(&state, "finished_at", template->finished_at);
    if (template->message)
        vs_state_add(&state, "message", template->message);
    return vs_state_write(dir, "state", &state, layout->agent_gid, false);
}

bool vs_template_is_complete(const struct vs_layout_record *layout, const char *id)
{
    char path[256], ready[300];
    if (vs_layout_storage(layout, "templates", id, path, sizeof(path)) < 0)
        return false;
    (void)snprintf(ready, sizeof(ready), "%s/ready", path);
    return access(ready, F_OK) == 0;
}

static uint64_t modified_ms(int storage, const char *id)
{
    struct stat status;
    char ready[VS_TEMPLATE_SIZE + 8];
    (void)snprintf(ready, sizeof(ready), "%s/ready", id);
    if (fstatat(storage, ready, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    return (uint64_t)status.st_mtim.tv_sec * 1000 + (uint64_t)status.st_mtim.tv_nsec / 1000000;
}

/* A state that says so already is left alone: it also tells how long the build took. */
static int publish_ready(const struct vs_layout_record *layout, int storage, const char *id)
{
    cleanup_fd int dir = -1;
    struct vs_state state;
    char value[16];
    int r = vs_template_lock(layout, id, &dir);
    if (r < 0)
        return r == -EBUSY ? 0 : r;
    if (vs_state_read(dir, "state", &state) == 0 &&
        vs_state_get(&state, "state", value, sizeof(value)) == 0 && !strcmp(value, "ready"))
        return 0;
    struct vs_template_state ready = {
        .state = "ready", .step = "done", .percent = 100, .finished_at = modified_ms(storage, id)};
    return vs_template_write(layout, dir, &ready);
}

static int remove_interrupted(const struct vs_layout_record *layout, int storage, const char *entry)
{
    char id[VS_TEMPLATE_SIZE] = {0};
    size_t length = strlen(entry) - strlen(BUILDING_PREFIX BUILDING_SUFFIX);
    if (length >= sizeof(id))
        return 0;
    memcpy(id, entry + strlen(BUILDING_PREFIX), length);
    cleanup_fd int dir = -1;
    int r = vs_parse_template(id) < 0 ? -EINVAL : vs_template_lock(layout, id, &dir);
    if (r < 0) /* somebody else's directory, or a live builder's */
        return r == -EBUSY || r == -EINVAL ? 0 : r;
    struct vs_template_state failed = {.state = "failed",
                                       .step = "interrupted",
                                       .message = "The build was interrupted",
                                       .finished_at = (uint64_t)time(NULL) * 1000};
    r = vs_tree_remove(storage, entry);
    if (r < 0 || vs_template_is_complete(layout, id))
        return r;
    return vs_template_write(layout, dir, &failed);
}

static bool is_building(const char *entry)
{
    size_t length = strlen(entry), suffix = strlen(BUILDING_SUFFIX);
    return entry[0] == '.' && length > suffix + 1 &&
           !strcmp(entry + length - suffix, BUILDING_SUFFIX);
}

static bool is_template(const char *entry)
{
    char id[VS_TEMPLATE_SIZE] = {0};
    if (strlen(entry) >= sizeof(id))
        return false;
    memcpy(id, entry, strlen(entry));
    return vs_parse_template(id) == 0;
}

int vs_template_publish(const struct vs_layout_record *layout)
{
    cleanup_fd int storage = -1;
    int result = vs_template_storage(layout, &storage);
    if (result < 0)
        return result;
    cleanup_dir DIR *list = fdopendir(dup(storage));
    if (!list)
        return -errno;
    for (struct dirent *entry; (entry = readdir(list));) {
        int r = 0;
        if (is_building(entry->d_name))
            r = remove_interrupted(layout, storage, entry->d_name);
        else if (is_template(entry->d_name) && vs_template_is_complete(layout, entry->d_name))
            r = publish_ready(layout, storage, entry->d_name);
        result = result < 0 ? result : r;
    }
    return result;
}
