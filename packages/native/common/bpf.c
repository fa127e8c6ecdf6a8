#include "bpf.h"
#include "cleanup.h"
#include "kernel.h"
#include <linux/btf.h>
#include <stdio.h>
#include <string.h>

#define PROGRAMS_MAX                                                                               \
    16 /* on one group; ours is alone unless the host's administrator adds some                    \
        */
#define MAPS_MAX 8

static int call(int command, union bpf_attr *attr)
{
    int r = (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
    return r < 0 ? -errno : r;
}

int vs_bpf_array(const char *name, uint32_t value_size)
{
    union bpf_attr attr = {
        .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = value_size, .max_entries = 1};
    (void)snprintf(attr.map_name, sizeof(attr.map_name), "%s", name);
    return call(BPF_MAP_CREATE, &attr);
}

/* A socket storage must say of what type it is: "int". Source: kernel bpf/btf. */
static int load_int_type(void)
{
    static const struct {
        struct btf_header header;
        struct btf_type type;
        uint32_t integer;
        char strings[5];
    } __attribute__((packed)) BTF = {
        .header = {.magic = BTF_MAGIC,
                   .version = BTF_VERSION,
                   .hdr_len = sizeof(struct btf_header),
                   .type_off = 0,
                   .type_len = sizeof(struct btf_type) + 4,
                   .str_off = sizeof(struct btf_type) + 4,
                   .str_len = 5},
        .type = {.name_off = 1, .info = BTF_KIND_INT << 24, .size = 4},
        .integer = BTF_INT_SIGNED << 24 | 32,
        .strings = "\0int",
    };
    union bpf_attr attr = {.btf = (uint64_t)(uintptr_t)&BTF, .btf_size = sizeof(BTF)};
    return call(BPF_BTF_LOAD, &attr);
}

int vs_bpf_socket_storage(const char *name)
{
    cleanup_fd int type = load_int_type();
    if (type < 0)
        return type;
    union bpf_attr attr = {
        .map_type = BPF_MAP_TYPE_SK_STORAGE,
        .key_size = 4,
        .value_size = 4,
        .map_flags = BPF_F_NO_PREALLOC,
        .btf_fd = (uint32_t)type,
        .btf_key_type_id = 1,
        .btf_value_type_id = 1,
    };
    (void)snprintf(attr.map_name, sizeof(attr.map_name), "%s", name);
    return call(BPF_MAP_CREATE, &attr);
}

int vs_bpf_load(const char *name, enum bpf_attach_type type, const struct bpf_insn *code,
                uint32_t count)
{
    static const char LICENSE[] = "Apache-2.0";
    union bpf_attr attr = {
        .prog_type = BPF_PROG_TYPE_CGROUP_SOCK,
        .expected_attach_type = type,
        .insns = (uint64_t)(uintptr_t)code,
        .insn_cnt = count,
        .license = (uint64_t)(uintptr_t)LICENSE,
    };
    (void)snprintf(attr.prog_name, sizeof(attr.prog_name), "%s", name);
    return call(BPF_PROG_LOAD, &attr);
}

int vs_bpf_attach(int cgroup, enum bpf_attach_type type, int program)
{
    union bpf_attr attr = {.target_fd = (uint32_t)cgroup,
                           .attach_bpf_fd = (uint32_t)program,
                           .attach_type = type,
                           .attach_flags = BPF_F_ALLOW_MULTI};
    return call(BPF_PROG_ATTACH, &attr);
}

int vs_bpf_read(int map, void *ret_value)
{
    static const uint32_t FIRST = 0;
    union bpf_attr attr = {.map_fd = (uint32_t)map,
                           .key = (uint64_t)(uintptr_t)&FIRST,
                           .value = (uint64_t)(uintptr_t)ret_value};
    return call(BPF_MAP_LOOKUP_ELEM, &attr);
}

int vs_bpf_write(int map, const void *value)
{
    static const uint32_t FIRST = 0;
    union bpf_attr attr = {.map_fd = (uint32_t)map,
                           .key = (uint64_t)(uintptr_t)&FIRST,
                           .value = (uint64_t)(uintptr_t)value};
    return call(BPF_MAP_UPDATE_ELEM, &attr);
}

static int open_by_id(int command, uint32_t id)
{
    union bpf_attr attr = {.prog_id = id};
    return call(command, &attr);
}

static int get_info(int fd, void *ret_info, uint32_t size)
{
    union bpf_attr attr = {
        .info = {.bpf_fd = (uint32_t)fd, .info_len = size, .info = (uint64_t)(uintptr_t)ret_info}};
    return call(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

/* The program's map of that name, or -ENOENT. */
static int find_map(uint32_t program_id, const char *name)
{
    uint32_t maps[MAPS_MAX] = {0};
    struct bpf_prog_info program_info = {.nr_map_ids = MAPS_MAX,
                                         .map_ids = (uint64_t)(uintptr_t)maps};
    cleanup_fd int program = open_by_id(BPF_PROG_GET_FD_BY_ID, program_id);
    if (program < 0)
        return program;
    int r = get_info(program, &program_info, sizeof(program_info));
    for (uint32_t i = 0; r == 0 && i < program_info.nr_map_ids && i < MAPS_MAX; i++) {
        struct bpf_map_info info = {0};
        cleanup_fd int map = open_by_id(BPF_MAP_GET_FD_BY_ID, maps[i]);
        r = map < 0 ? map : get_info(map, &info, sizeof(info));
        if (r == 0 && !strncmp(info.name, name, sizeof(info.name)))
            return vs_steal_fd(&map);
    }
    return r < 0 ? r : -ENOENT;
}

int vs_bpf_find_array(int cgroup, enum bpf_attach_type type, const char *name)
{
    uint32_t programs[PROGRAMS_MAX] = {0};
    union bpf_attr attr = {.query = {.target_fd = (uint32_t)cgroup,
                                     .attach_type = type,
                                     .prog_ids = (uint64_t)(uintptr_t)programs,
                                     .prog_cnt = PROGRAMS_MAX}};
    int r = call(BPF_PROG_QUERY, &attr);
    for (uint32_t i = 0; r >= 0 && i < attr.query.prog_cnt && i < PROGRAMS_MAX; i++) {
        int map = find_map(programs[i], name);
        if (map != -ENOENT)
            return map;
    }
    return r < 0 ? r : -ENOENT;
}
