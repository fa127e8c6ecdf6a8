/* From a filled tree to a template. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build.h"
#include "cleanup.h"
#include "kernel.h"
#include "manifest.h"

static int write_manifest(struct build *build, int tree)
{
    struct vs_manifest_totals totals;
    cleanup_fd int file = openat(tree, "manifest", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return -errno;
    int r = vs_manifest_write(build->root_fd, -1, file, &totals);
    if (r < 0)
        return r;
    dprintf(build->log_fd,
            "I: %llu entries, %llu bytes, %llu programs with privileges, %llu FIFOs and sockets\n"
            "I: checksum %s\n",
            (unsigned long long)totals.entries, (unsigned long long)totals.bytes,
            (unsigned long long)totals.privileged, (unsigned long long)totals.special,
            totals.checksum);
    build->info.files = totals.entries;
    build->info.bytes = totals.bytes;
    (void)snprintf(build->info.checksum, sizeof(build->info.checksum), "%s", totals.checksum);
    return 0;
}

static int write_info(struct build *build, int tree)
{
    const struct vs_template_build *request = &build->request;
    struct vs_template_info *info = &build->info;
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    info->built_at = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    (void)snprintf(info->method, sizeof(info->method), "%s",
                   vs_template_method_name(request->method));
    (void)snprintf(info->init, sizeof(info->init), "%s", vs_init_style_name(request->init_style));
    (void)snprintf(info->source, sizeof(info->source), "%s", request->source);
    return vs_template_info_write(tree, request->id, info);
}

static int publish(struct build *build, int tree)
{
    cleanup_fd int ready = openat(tree, "ready", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (ready < 0 || syncfs(tree) < 0) /* dpkg and tar ran without syncs of their own */
        return -errno;
    if (renameat(build->storage_fd, build->tree, build->storage_fd, build->request.id) < 0)
        return -errno;
    return fsync(build->storage_fd) < 0 ? -errno : 0;
}

static int clean(struct build *build, int tree)
{
    (void)tree;
    return clean_tree(build);
}

static int fix(struct build *build, int tree)
{
    (void)tree;
    return fix_tree(build);
}

/* The checksum is of what was built; pooling changes where content lies, not what it is. */
static const struct {
    const char *name;
    int (*run)(struct build *build, int tree);
} STEPS[] = {
    {"clean", clean},    {"fix", fix},         {"manifest", write_manifest},
    {"pool", pool_tree}, {"info", write_info}, {"publish", publish},
};

int finish_build(struct build *build)
{
    cleanup_fd int tree =
        openat(build->storage_fd, build->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tree < 0)
        return -errno;
    for (size_t i = 0; i < sizeof(STEPS) / sizeof(STEPS[0]); i++) {
        int r = STEPS[i].run(build, tree);
        if (r == 0)
            continue;
        dprintf(build->log_fd, "E: %s: %s\n", STEPS[i].name, strerror(-r));
        return r;
    }
    return 0;
}
