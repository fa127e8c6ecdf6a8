/* What a restart of the broker mends in what is told about templates. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cleanup.h"
#include "kernel.h"
#include "parse.h"
#include "state-file.h"
#include "template-state.h"
#include "tree.h"

#define BUILDING_PREFIX "."
#define BUILDING_SUFFIX ".building"

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
    struct vs_template_info info;
    char value[16];
    int r = vs_template_lock(layout, id, &dir);
    if (r < 0)
        return r == -EBUSY ? 0 : r;
    if (vs_state_read(dir, "state", &state) == 0 &&
        vs_state_get(&state, "state", value, sizeof(value)) == 0 && !strcmp(value, "ready"))
        return 0;
    cleanup_fd int tree = openat(storage, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool has_info = tree >= 0 && vs_template_info_read(tree, &info) == 0;
    struct vs_template_state ready = {.state = "ready",
                                      .step = "done",
                                      .percent = 100,
                                      .finished_at = modified_ms(storage, id),
                                      .info = has_info ? &info : NULL};
    return vs_template_write(layout, dir, &ready);
}

/* The tree of a builder that died with the host or was killed. */
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

/* With the lock held, a state that promises a tree is wrong when there is none. */
static bool promises(int dir)
{
    struct vs_state state;
    char value[16];
    return vs_state_read(dir, "state", &state) == 0 &&
           vs_state_get(&state, "state", value, sizeof(value)) == 0 &&
           (!strcmp(value, "ready") || !strcmp(value, "building"));
}

static int withdraw(const struct vs_layout_record *layout, int runs, const char *id)
{
    cleanup_fd int dir = -1;
    if (vs_template_is_complete(layout, id))
        return 0;
    int r = vs_template_lock(layout, id, &dir);
    if (r < 0)
        return r == -EBUSY ? 0 : r;
    return promises(dir) ? vs_tree_remove(runs, id) : 0;
}

/* The storage may have been replaced, or emptied by hand, while the run directory stayed. */
static int withdraw_stale(const struct vs_layout_record *layout)
{
    char path[256];
    int result = vs_layout_run(layout, "templates", "", "", path, sizeof(path));
    if (result < 0)
        return result;
    cleanup_fd int runs = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *list = runs < 0 ? NULL : fdopendir(dup(runs));
    if (!list)
        return errno == ENOENT ? 0 : -errno;
    for (struct dirent *entry; (entry = readdir(list));) {
        int r = is_template(entry->d_name) ? withdraw(layout, runs, entry->d_name) : 0;
        result = result < 0 ? result : r;
    }
    return result;
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
    int r = withdraw_stale(layout);
    return result < 0 ? result : r;
}
