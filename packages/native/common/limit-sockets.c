/*
 * Two programs on the guest's cgroup: one at socket(2) for AF_INET and AF_INET6, one at the release
 * of a socket. A mark stored with each socket tells those that were counted: a socket from
 * accept(2) passes the second program only. Both live as long as the group and need no process of
 * ours. Source: linux/bpf.h; kernel bpf/prog_cgroup_sockopt, net/ipv4/af_inet.c.
 */
#include "limit-sockets.h"
#include "bpf.h"
#include "cleanup.h"
#include "kernel.h"
#include "limit-step.h"
#include <errno.h>
#include <stddef.h>

#define LIMIT_MAP "vs_sock_limit"
#define COUNT_MAP "vs_sock_count"
#define MARK_MAP  "vs_sock_mark"

#define CURRENT offsetof(struct vs_socket_count, current)
#define PEAK    offsetof(struct vs_socket_count, peak)
#define HITS    offsetof(struct vs_socket_count, hits)

struct maps {
    int limit, count, mark;
};

struct programs {
    int create, release;
};

/* ENFILE, as socket(2) says it when there are too many open files in the whole system. */
static int load_create(const struct maps *maps)
{
    const struct bpf_insn code[] = {
        VS_LOAD_VALUE(BPF_REG_7, maps->count),
        VS_LOAD_VALUE(BPF_REG_8, maps->limit),
        /* mark the socket */
        VS_MOV_REG(BPF_REG_2, BPF_REG_1),
        VS_LOAD_MAP(BPF_REG_1, maps->mark),
        VS_MOV_IMM(BPF_REG_3, 0),
        VS_MOV_IMM(BPF_REG_4, BPF_SK_STORAGE_GET_F_CREATE),
        VS_CALL(BPF_FUNC_sk_storage_get),
        VS_JUMP_IMM(BPF_JEQ, BPF_REG_0, 0, 12), /* no memory: refuse, it could not be uncounted */
        /* r1 = ++current */
        VS_MOV_IMM(BPF_REG_1, 1),
        VS_ATOMIC(BPF_ADD | BPF_FETCH, BPF_REG_7, BPF_REG_1, CURRENT),
        VS_ADD_IMM(BPF_REG_1, 1),
        VS_LOAD(BPF_REG_2, BPF_REG_8, 0),
        VS_JUMP(BPF_JGT, BPF_REG_1, BPF_REG_2, 5),
        /* allow */
        VS_LOAD(BPF_REG_3, BPF_REG_7, PEAK),
        VS_JUMP(BPF_JGE, BPF_REG_3, BPF_REG_1, 1),
        VS_STORE(BPF_REG_7, BPF_REG_1, PEAK),
        VS_MOV_IMM(BPF_REG_0, 1),
        VS_EXIT(),
        /* refuse */
        VS_MOV_IMM(BPF_REG_1, -1),
        VS_ATOMIC(BPF_ADD, BPF_REG_7, BPF_REG_1, CURRENT),
        VS_MOV_IMM(BPF_REG_1, 1),
        VS_ATOMIC(BPF_ADD, BPF_REG_7, BPF_REG_1, HITS),
        VS_MOV_IMM(BPF_REG_1, -ENFILE),
        VS_CALL(BPF_FUNC_set_retval),
        VS_MOV_IMM(BPF_REG_0, 0),
        VS_EXIT(),
    };
    return vs_bpf_load("vs_sock_create", BPF_CGROUP_INET_SOCK_CREATE, code,
                       sizeof(code) / sizeof(code[0]));
}

static int load_release(const struct maps *maps)
{
    const struct bpf_insn code[] = {
        VS_LOAD_VALUE(BPF_REG_7, maps->count),
        VS_MOV_REG(BPF_REG_2, BPF_REG_1),
        VS_LOAD_MAP(BPF_REG_1, maps->mark),
        VS_MOV_IMM(BPF_REG_3, 0),
        VS_MOV_IMM(BPF_REG_4, 0),
        VS_CALL(BPF_FUNC_sk_storage_get),
        VS_JUMP_IMM(BPF_JEQ, BPF_REG_0, 0, 2), /* not counted */
        VS_MOV_IMM(BPF_REG_1, -1),
        VS_ATOMIC(BPF_ADD, BPF_REG_7, BPF_REG_1, CURRENT),
        VS_MOV_IMM(BPF_REG_0, 1),
        VS_EXIT(),
    };
    return vs_bpf_load("vs_sock_release", BPF_CGROUP_INET_SOCK_RELEASE, code,
                       sizeof(code) / sizeof(code[0]));
}

static int load(struct maps *ret_maps, struct programs *ret_programs)
{
    cleanup_fd int limit = vs_bpf_array(LIMIT_MAP, sizeof(uint64_t));
    cleanup_fd int count =
        limit < 0 ? limit : vs_bpf_array(COUNT_MAP, sizeof(struct vs_socket_count));
    cleanup_fd int mark = count < 0 ? count : vs_bpf_socket_storage(MARK_MAP);
    if (mark < 0)
        return mark;
    const struct maps maps = {limit, count, mark};
    cleanup_fd int create = load_create(&maps);
    cleanup_fd int release = create < 0 ? create : load_release(&maps);
    if (release < 0)
        return release;
    *ret_maps = (struct maps){vs_steal_fd(&limit), vs_steal_fd(&count), -1};
    *ret_programs = (struct programs){vs_steal_fd(&create), vs_steal_fd(&release)};
    return 0;
}

int vs_sockets_probe(void)
{
    struct maps maps;
    struct programs programs;
    int r = load(&maps, &programs);
    if (r < 0)
        return r;
    (void)close(maps.limit);
    (void)close(maps.count);
    (void)close(programs.create);
    (void)close(programs.release);
    return 0;
}

/* The release first: what is counted must be uncounted. */
static int attach(int group, uint64_t value)
{
    struct maps maps;
    struct programs programs;
    int r = load(&maps, &programs);
    if (r < 0)
        return r == -EPERM || r == -EINVAL || r == -ENOSYS || r == -EACCES ? -EOPNOTSUPP : r;
    cleanup_fd int limit = maps.limit, count = maps.count;
    cleanup_fd int create = programs.create, release = programs.release;
    r = vs_bpf_write(limit, &value);
    r = r < 0 ? r : vs_bpf_attach(group, BPF_CGROUP_INET_SOCK_RELEASE, release);
    return r < 0 ? r : vs_bpf_attach(group, BPF_CGROUP_INET_SOCK_CREATE, create);
}

/* bpf(2) wants a readable directory, not O_PATH. */
static int open_group(const struct vs_limit_target *target, int *ret_fd)
{
    cleanup_fd int path = -1;
    int r = vs_cgroup_open(target->host, target->group, "", &path);
    if (r < 0)
        return r;
    *ret_fd = openat(path, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret_fd < 0 ? -errno : 0;
}

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    cleanup_fd int group = -1;
    int r = open_group(target, &group);
    if (r < 0)
        return r;
    cleanup_fd int limit = vs_bpf_find_array(group, BPF_CGROUP_INET_SOCK_CREATE, LIMIT_MAP);
    if (limit >= 0)
        return vs_bpf_write(limit, &change->to->sockets);
    return change->to->sockets == VS_INFINITY ? 0 : attach(group, change->to->sockets);
}

int vs_sockets_count(const struct vs_limit_target *target, uint64_t *ret_limit,
                     struct vs_socket_count *ret_count)
{
    cleanup_fd int group = -1;
    int r = open_group(target, &group);
    if (r < 0)
        return r;
    cleanup_fd int limit = vs_bpf_find_array(group, BPF_CGROUP_INET_SOCK_CREATE, LIMIT_MAP);
    cleanup_fd int count = vs_bpf_find_array(group, BPF_CGROUP_INET_SOCK_CREATE, COUNT_MAP);
    if (limit < 0 || count < 0)
        return limit < 0 ? limit : count;
    r = vs_bpf_read(limit, ret_limit);
    return r < 0 ? r : vs_bpf_read(count, ret_count);
}

/* A kernel that refuses bpf(2) has no program attached. */
static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    struct vs_socket_count count;
    uint64_t limit;
    if (vs_sockets_count(target, &limit, &count) == 0)
        ret_limit->sockets = limit;
    return 0;
}

const struct vs_limit_step vs_step_sockets = {VS_FIELD(VS_LIMIT_SOCKETS), set, get};
