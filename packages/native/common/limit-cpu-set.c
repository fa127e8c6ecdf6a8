/* The CPUs a guest may run on. Source: cpuset(7); cgroup-v2.rst, "Cpuset Interface Files". */
#include "limit-file.h"
#include <stdio.h>

#define FILE_NAME "cpuset.cpus"
#define EFFECTIVE "cpuset.cpus.effective"

static void cut_line(char *text)
{
    text[strcspn(text, "\n")] = '\0';
}

static int read_line(int dir, const char *file, char *ret_text, size_t size)
{
    int r = vs_file_read(dir, file, ret_text, size);
    if (r == 0)
        cut_line(ret_text);
    return r;
}

static const char *parent_file(bool v2)
{
    return v2 ? "../" EFFECTIVE : "../" FILE_NAME;
}

/*
 * A group without a limit has the CPUs of its parent: on v1 always said so, on v2 only where an
 * older kernel (seen on 6.1) lets no group with processes forget its CPUs.
 */
static int lift(int dir, bool v2)
{
    char text[1024];
    int r = v2 ? vs_file_write(dir, FILE_NAME, "\n") : -ENOSPC;
    if (r != -ENOSPC)
        return r;
    r = vs_file_read(dir, parent_file(v2), text, sizeof(text));
    return r < 0 ? r : vs_file_write(dir, FILE_NAME, text);
}

/* v2 takes CPUs that are not there and then quietly leaves them out. */
static int check_v2(int dir, const char *before)
{
    char wanted[1024], effective[1024];
    int r = read_line(dir, FILE_NAME, wanted, sizeof(wanted));
    r = r < 0 ? r : read_line(dir, EFFECTIVE, effective, sizeof(effective));
    if (r == 0 && strcmp(wanted, effective))
        r = -EINVAL;
    if (r < 0)
        (void)(strcmp(before, "all") ? vs_file_write(dir, FILE_NAME, before) : lift(dir, true));
    return r;
}

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    bool v2;
    cleanup_fd int dir = -1;
    if (!vs_cgroup_has_optional(target->host, VS_OPTIONAL_CPUSET, &v2))
        return -EOPNOTSUPP;
    int r = vs_cgroup_make_optional(target->host, VS_OPTIONAL_CPUSET, target->group, &dir);
    if (r < 0)
        return r;
    if (!strcmp(change->to->cpu_set, "all"))
        return lift(dir, v2);
    r = vs_file_write(dir, FILE_NAME, change->to->cpu_set);
    if (r == 0 && v2)
        r = check_v2(dir, change->from->cpu_set);
    /* EACCES, ENODEV, ERANGE: CPUs that this host has not. */
    return r == -EACCES || r == -ENODEV || r == -ERANGE ? -EINVAL : r;
}

static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    char text[1024], parent[1024];
    bool v2;
    cleanup_fd int dir = -1;
    int r = vs_cgroup_open_optional(target->host, VS_OPTIONAL_CPUSET, target->group, &dir);
    if (r == 0)
        r = read_line(dir, FILE_NAME, text, sizeof(text));
    if (r == -ENOENT || r == -EOPNOTSUPP)
        return 0; /* no limit was ever set */
    if (r < 0)
        return r;
    (void)vs_cgroup_has_optional(target->host, VS_OPTIONAL_CPUSET, &v2);
    r = read_line(dir, parent_file(v2), parent, sizeof(parent));
    if (r < 0 || text[0] == '\0' || !strcmp(text, parent))
        return r;
    int n = snprintf(ret_limit->cpu_set, VS_CPU_SET_SIZE, "%s", text);
    memset(ret_limit->cpu_set + strlen(ret_limit->cpu_set), 0,
           VS_CPU_SET_SIZE - strlen(ret_limit->cpu_set));
    return n < VS_CPU_SET_SIZE ? 0 : -EOVERFLOW;
}

const struct vs_limit_step vs_step_cpu_set = {VS_FIELD(VS_LIMIT_FIELD_CPU_SET), set, get};
