#include "bpf-call.h"
#include "kernel.h"
#include <errno.h>
#include <stddef.h>

static uint64_t address(const void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

/*
 * All of the attributes, zeros included: a kernel that knows fewer takes them as long as what it
 * does not know is zero. Loading may be interrupted by a signal: EAGAIN, as libbpf knows.
 */
int vs_bpf_call(int command, union bpf_attr *attr)
{
    for (int tries = 0;; tries++) {
        int r = (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
        if (r >= 0)
            return r;
        if (errno != EAGAIN || command != BPF_PROG_LOAD || tries == 5)
            return -errno;
    }
}

int vs_bpf_lookup(int map, const void *key, void *ret_value)
{
    union bpf_attr attr = {
        .map_fd = (uint32_t)map, .key = address(key), .value = address(ret_value)};
    return vs_bpf_call(BPF_MAP_LOOKUP_ELEM, &attr);
}

int vs_bpf_update(int map, const void *key, const void *value, uint64_t flags)
{
    union bpf_attr attr = {
        .map_fd = (uint32_t)map, .key = address(key), .value = address(value), .flags = flags};
    return vs_bpf_call(BPF_MAP_UPDATE_ELEM, &attr);
}

int vs_bpf_delete(int map, const void *key)
{
    union bpf_attr attr = {.map_fd = (uint32_t)map, .key = address(key)};
    return vs_bpf_call(BPF_MAP_DELETE_ELEM, &attr);
}

int vs_bpf_next_key(int map, const void *key, void *ret_key)
{
    union bpf_attr attr = {
        .map_fd = (uint32_t)map, .key = address(key), .next_key = address(ret_key)};
    return vs_bpf_call(BPF_MAP_GET_NEXT_KEY, &attr);
}

int vs_bpf_pin(int fd, const char *path)
{
    union bpf_attr attr = {.pathname = address(path), .bpf_fd = (uint32_t)fd};
    return vs_bpf_call(BPF_OBJ_PIN, &attr);
}

int vs_bpf_get(const char *path)
{
    union bpf_attr attr = {.pathname = address(path)};
    return vs_bpf_call(BPF_OBJ_GET, &attr);
}

int vs_bpf_link(int program, int target, enum bpf_attach_type type)
{
    union bpf_attr attr = {.link_create = {.prog_fd = (uint32_t)program,
                                           .target_fd = (uint32_t)target,
                                           .attach_type = type}};
    return vs_bpf_call(BPF_LINK_CREATE, &attr);
}

int vs_bpf_query(int cgroup, enum bpf_attach_type type, uint32_t *ret_ids, uint32_t room)
{
    union bpf_attr attr = {.query = {.target_fd = (uint32_t)cgroup,
                                     .attach_type = type,
                                     .prog_ids = address(ret_ids),
                                     .prog_cnt = room}};
    int r = vs_bpf_call(BPF_PROG_QUERY, &attr);
    return r < 0 ? r : (int)attr.query.prog_cnt;
}

int vs_bpf_program_id(int program, uint32_t *ret_id)
{
    struct bpf_prog_info info = {0};
    union bpf_attr attr = {
        .info = {.bpf_fd = (uint32_t)program, .info_len = sizeof(info), .info = address(&info)}};
    int r = vs_bpf_call(BPF_OBJ_GET_INFO_BY_FD, &attr);
    if (r == 0)
        *ret_id = info.id;
    return r;
}
