#include "prepare.h"
#include "backend.h"
#include "cleanup.h"
#include "groups.h"
#include "guest-lock.h"
#include "helper-event.h"
#include "idmap.h"
#include "kernel.h"
#include "limit.h"
#include "network-shared.h"
#include "network.h"
#include "quota.h"
#include "shares.h"
#include "socket.h"
#include "spaces.h"
#include "state.h"
#include "tree.h"
#include "virtual-proc.h"
#include "xid.h"
#include <stdio.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define PATH_SIZE 320

static int open_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

/* A detached mount of a directory: B, in another mount namespace, can use it, unlike a plain
 * descriptor. */
static int copy_tree(int dir, const char *path)
{
    int fd = open_tree(dir, path,
                       OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
    return fd < 0 ? -errno : fd;
}

/* The lock, not the state file, says that a supervisor has the guest. */
static int lock_run_directory(struct guest *guest)
{
    const struct vs_layout_record *layout = &guest->layout;
    char path[PATH_SIZE];
    int r = vs_layout_run(layout, "guests", "", "", path, sizeof(path));
    cleanup_fd int runs = r < 0 ? r : open_directory(path);
    r = runs < 0 ? runs
                 : vs_guest_hold(runs, guest->request.name, layout->agent_gid, &guest->run_fd);
    if (r < 0)
        return r;
    guest->owned = true;
    return 0;
}

static int clear_leftovers(struct guest *guest)
{
    int fd;
    const struct vs_cgroup_host *host = &guest->layout.cgroup;
    if (vs_cgroup_open(host, guest->group, "", &fd) < 0)
        return 0;
    (void)close(fd);
    int r = vs_cgroup_kill(host, guest->group);
    return r < 0 ? r : vs_cgroup_remove(host, guest->group);
}

static int write_starting_state(struct guest *guest)
{
    /* Renaming over a file makes ext4 write the new one to disk at once; a first file costs
     * nothing. */
    if (unlinkat(guest->run_fd, "state", 0) < 0 && errno != ENOENT)
        return -errno;
    return state_write_starting(guest);
}

static int open_template(struct guest *guest)
{
    char path[PATH_SIZE], name[VS_TEMPLATE_SIZE + sizeof("/rootfs")];
    (void)snprintf(name, sizeof(name), "%s/rootfs", guest->request.template_id);
    int r = vs_layout_storage(&guest->layout, "templates", name, path, sizeof(path));
    if (r < 0)
        return r;
    guest->template_fd = copy_tree(AT_FDCWD, path);
    return guest->template_fd < 0 ? guest->template_fd : 0;
}

/* There is none before anything was pooled. */
static int open_pool_layer(const struct guest *guest, const char *kind, int *ret_fd)
{
    char path[PATH_SIZE];
    int r = vs_layout_storage(&guest->layout, kind, "", path, sizeof(path));
    r = r < 0 ? r : copy_tree(AT_FDCWD, path);
    if (r >= 0)
        *ret_fd = r;
    return r == -ENOENT || r >= 0 ? 0 : r;
}

static int open_pool(struct guest *guest)
{
    int r = open_pool_layer(guest, "pool", &guest->pool_fd);
    if (r < 0 || guest->pool_fd < 0 || (guest->layout.features & VS_FEATURE_DATA_LAYER))
        return r;
    return open_pool_layer(guest, "cover", &guest->cover_fd);
}

/* overlay refuses a work directory that an earlier "volatile" mount used. Source: overlayfs.rst. */
static int clear_volatile(const struct guest *guest)
{
    char path[40];
    if (guest->root.backend == VS_BACKEND_TREE)
        return 0;
    (void)snprintf(path, sizeof(path), "%u/work", guest->root.upper);
    cleanup_fd int work =
        openat(guest->data_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (work >= 0 && faccessat(work, "work/incompat", F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    return work < 0 ? -errno : vs_tree_remove(work, "work");
}

/* The supervisor of the last run may still be letting its overlay go, see watch.c. */
static int wait_for_last_overlay(struct guest *guest)
{
    guest->root_lock_fd = openat(guest->storage_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return guest->root_lock_fd < 0 || flock(guest->root_lock_fd, LOCK_EX) < 0 ? -errno : 0;
}

/* Overlay would only say EINVAL. */
static int check_writable(int fd)
{
    struct statvfs found;
    if (fstatvfs(fd, &found) < 0)
        return -errno;
    return found.f_flag & ST_RDONLY ? -EROFS : 0;
}

static int open_storage(struct guest *guest)
{
    char path[PATH_SIZE];
    int r = vs_layout_storage(&guest->layout, "guests", guest->request.name, path, sizeof(path));
    if (r < 0)
        return r;
    guest->storage_fd = open_directory(path);
    if (guest->storage_fd < 0)
        return guest->storage_fd;
    r = check_writable(guest->storage_fd);
    r = r < 0 ? r : wait_for_last_overlay(guest);
    return r < 0 ? r : vs_guest_root_read(guest->storage_fd, &guest->root);
}

static int open_data(struct guest *guest)
{
    int r = guest->request.ccaps & VS_CCAP_QUOTA
                ? open_counted_data(guest)
                : vs_backend_open(guest->storage_fd, &guest->root, &guest->data_fd);
    r = r < 0 ? r : check_writable(guest->data_fd);
    return r < 0 ? r : clear_volatile(guest);
}

static int make_cgroup(struct guest *guest)
{
    const struct vs_cgroup_host *host = &guest->layout.cgroup;
    int r = vs_cgroup_create_v2(host, guest->group);
    if (r == -ENOENT) { /* the parent went away */
        r = vs_cgroup_prepare(host, guest->layout.group);
        r = r < 0 ? r : vs_cgroup_create_v2(host, guest->group);
    }
    r = r < 0 ? r : vs_cgroup_delegate(host, guest->group, guest->base, &guest->cgroup_fd);
    if (r < 0)
        return r;
    guest->view_fd = copy_tree(guest->cgroup_fd, "");
    return guest->view_fd < 0 ? guest->view_fd : 0;
}

/* Before anybody uses the files: an image becomes smaller only then. */
static int set_space(struct guest *guest)
{
    const struct vs_space_guest space = {.dir = guest->storage_fd, .root = &guest->root};
    const struct vs_limit_target target = {.space = &space, .pidfd = -1};
    return vs_limit_start_space(&target, &guest->request.limit, &guest->failure);
}

/*
 * What moves on disks is counted in a group that only limits of it would need. Also for a guest
 * without: its owner asks where the time went. A host that cannot does without.
 */
static void count_disks(const struct guest *guest)
{
    cleanup_fd int dir = -1;
    (void)vs_cgroup_make_optional(&guest->layout.cgroup, VS_OPTIONAL_IO, guest->group, &dir);
}

static int set_limits(struct guest *guest)
{
    const struct vs_limit_target target = {.host = &guest->layout.cgroup,
                                           .group = guest->group,
                                           .storage = guest->layout.data,
                                           .pidfd = -1};
    count_disks(guest);
    return vs_limit_start_groups(&target, &guest->request.limit, &guest->failure);
}

/*
 * All that it is shown of its machine or nothing: programs mix what the files in /proc and what
 * sysinfo(2) say. Known before pid 1 gets its filter of system calls.
 */
static int find_view(struct guest *guest)
{
    int r = vs_layout_run(&guest->layout, "proc", guest->request.name, "", guest->view,
                          sizeof(guest->view));
    if (r == 0 && access(guest->view, X_OK) < 0)
        guest->view[0] = '\0';
    return r;
}

static int find_statfs_view(struct guest *guest)
{
    const struct vs_space_guest space = {.dir = guest->storage_fd, .root = &guest->root};
    vs_statfs_view_find(&space, &guest->statfs);
    return 0;
}

static int open_init(struct guest *guest)
{
    char path[PATH_SIZE];
    if (guest->request.init_style != VS_INIT_PLAIN)
        return 0;
    (void)snprintf(path, sizeof(path), "%s/vs-init", guest->layout.programs);
    guest->init_fd = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    return guest->init_fd < 0 ? -errno : 0;
}

static int listen_console(struct guest *guest)
{
    int r = vs_layout_run(&guest->layout, "guests", guest->request.name, "console.sock",
                          guest->console_path, sizeof(guest->console_path));
    if (r < 0)
        return r;
    return vs_socket_listen(guest->console_path, SOCK_STREAM, 0, guest->layout.agent_gid, 0660,
                            &guest->listen_fd);
}

static const struct stage PREPARE[] = {
    {"running", lock_run_directory},
    {"xid", claim_xid},
    {"leftovers", clear_leftovers},
    {"helper-scripts", helper_init},
    {"template", open_template},
    {"pool", open_pool},
    {"storage", open_storage},
    {"quota", check_quota},
    {"network", prepare_network},
    {"space", set_space},
    {"data", open_data},
    {"state", write_starting_state},
    {"spaces", find_spaces},
    {"shared-network", find_host_network},
    {"shares", open_shares},
    {"view", find_view},
    {"view", find_statfs_view},
    {"init", open_init},
    {"cgroup", make_cgroup},
    {"shared-network", confine_to_addresses},
};

static const struct stage COMPLETE[] = {
    {"cgroup", make_v1_groups},           {"limit", set_limits},
    {"cgroup-join", hand_over_v1_groups}, {"console-socket", listen_console},
    {"virtual-proc", open_virtual_proc},  {"network", make_network},
};

int prepare(struct guest *guest)
{
    return run_stages(guest, PREPARE, sizeof(PREPARE) / sizeof(PREPARE[0]), &guest->failure);
}

int complete(struct guest *guest)
{
    return run_stages(guest, COMPLETE, sizeof(COMPLETE) / sizeof(COMPLETE[0]), &guest->failure);
}
