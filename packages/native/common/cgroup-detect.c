/* Finds the cgroup mounts of this host. */
#include "cgroup.h"
#include "cleanup.h"
#include "kernel.h"
#include <mntent.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *option;
    uint32_t controller;
} CONTROLLERS[] = {
    {"cpu", VS_CONTROLLER_CPU},         {"cpuacct", VS_CONTROLLER_CPUACCT},
    {"memory", VS_CONTROLLER_MEMORY},   {"pids", VS_CONTROLLER_PIDS},
    {"freezer", VS_CONTROLLER_FREEZER},
};

static const char *const OPTIONAL[VS_OPTIONAL_COUNT] = {
    [VS_OPTIONAL_CPUSET] = "cpuset",
    [VS_OPTIONAL_IO] = "blkio",
};

#define NEEDED (VS_CONTROLLER_CPU | VS_CONTROLLER_MEMORY | VS_CONTROLLER_PIDS)

static uint32_t controllers_of(const struct mntent *entry)
{
    uint32_t found = 0;
    for (size_t i = 0; i < sizeof(CONTROLLERS) / sizeof(CONTROLLERS[0]); i++)
        if (hasmntopt(entry, CONTROLLERS[i].option))
            found |= CONTROLLERS[i].controller;
    return found;
}

/* Only where the hierarchy has none of the others, whose groups every guest has. */
static void add_optional(struct vs_cgroup_host *host, const struct mntent *entry)
{
    for (int i = 0; i < VS_OPTIONAL_COUNT; i++)
        if (hasmntopt(entry, OPTIONAL[i]) && !host->optional[i][0])
            (void)snprintf(host->optional[i], VS_PATH_SIZE, "%s", entry->mnt_dir);
}

static void add_mount(struct vs_cgroup_host *host, const struct mntent *entry)
{
    if (strlen(entry->mnt_dir) >= VS_PATH_SIZE)
        return;
    if (!strcmp(entry->mnt_type, "cgroup2") && !host->unified[0])
        (void)snprintf(host->unified, VS_PATH_SIZE, "%s", entry->mnt_dir);
    if (strcmp(entry->mnt_type, "cgroup") || host->v1_count == VS_CGROUP_V1_MAX)
        return;
    uint32_t controllers = controllers_of(entry);
    for (uint32_t i = 0; i < host->v1_count; i++)
        controllers &= ~host->v1[i].controllers;
    if (!controllers) {
        add_optional(host, entry);
        return;
    }
    struct vs_cgroup_v1 *v1 = &host->v1[host->v1_count++];
    v1->controllers = controllers;
    (void)snprintf(v1->mount, VS_PATH_SIZE, "%s", entry->mnt_dir);
}

int vs_cgroup_detect(struct vs_cgroup_host *ret_host)
{
    struct vs_cgroup_host host = {0};
    FILE *mounts = setmntent("/proc/self/mounts", "re");
    if (!mounts)
        return -errno;
    struct mntent entry;
    char line[4096];
    while (getmntent_r(mounts, &entry, line, sizeof(line)))
        add_mount(&host, &entry);
    (void)endmntent(mounts);
    uint32_t on_v1 = 0;
    for (uint32_t i = 0; i < host.v1_count; i++)
        on_v1 |= host.v1[i].controllers;
    if (!host.unified[0] || (on_v1 && (on_v1 & NEEDED) != NEEDED))
        return -EOPNOTSUPP;
    host.mode = on_v1 ? VS_CGROUP_HYBRID : VS_CGROUP_V2;
    *ret_host = host;
    return 0;
}
