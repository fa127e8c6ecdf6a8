#include "bpf-map.h"
#include "bpf-call.h"
#include "cleanup.h"
#include <linux/btf.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * Storage of a socket must say of what type it is: an int for the key, an array of ints for the
 * value. Types 1 and 2 of this BTF. Source: kernel bpf/btf; bpf_local_storage_map_check_btf().
 */
static int load_types(uint32_t value_size)
{
    const struct {
        struct btf_header header;
        struct btf_type integer;
        uint32_t encoding;
        struct btf_type array;
        struct btf_array of;
        char strings[5];
    } __attribute__((packed)) btf = {
        .header = {.magic = BTF_MAGIC,
                   .version = BTF_VERSION,
                   .hdr_len = sizeof(struct btf_header),
                   .type_len = 2 * sizeof(struct btf_type) + 4 + sizeof(struct btf_array),
                   .str_off = 2 * sizeof(struct btf_type) + 4 + sizeof(struct btf_array),
                   .str_len = 5},
        .integer = {.name_off = 1, .info = BTF_KIND_INT << 24, .size = 4},
        .encoding = BTF_INT_SIGNED << 24 | 32,
        .array = {.info = BTF_KIND_ARRAY << 24},
        .of = {.type = 1, .index_type = 1, .nelems = value_size / 4},
        .strings = "\0int",
    };
    union bpf_attr attr = {.btf = (uint64_t)(uintptr_t)&btf, .btf_size = sizeof(btf)};
    return vs_bpf_call(BPF_BTF_LOAD, &attr);
}

int vs_bpf_map_make(const struct vs_bpf_map *map)
{
    bool is_typed = map->type == BPF_MAP_TYPE_SK_STORAGE;
    cleanup_fd int types = is_typed ? load_types(map->value_size) : -1;
    if (is_typed && types < 0)
        return types;
    union bpf_attr attr = {
        .map_type = map->type,
        .key_size = map->key_size,
        .value_size = map->value_size,
        .max_entries = map->max_entries,
        .map_flags = map->flags,
        .btf_fd = is_typed ? (uint32_t)types : 0,
        .btf_key_type_id = is_typed ? 1 : 0,
        .btf_value_type_id = is_typed ? 2 : 0,
    };
    (void)snprintf(attr.map_name, sizeof(attr.map_name), "%s", map->name);
    return vs_bpf_call(BPF_MAP_CREATE, &attr);
}

int vs_bpf_map_fits(int fd, const struct vs_bpf_map *map)
{
    struct bpf_map_info info = {0};
    union bpf_attr attr = {.info = {.bpf_fd = (uint32_t)fd,
                                    .info_len = sizeof(info),
                                    .info = (uint64_t)(uintptr_t)&info}};
    int r = vs_bpf_call(BPF_OBJ_GET_INFO_BY_FD, &attr);
    if (r < 0)
        return r;
    return info.type == map->type && info.key_size == map->key_size &&
                   info.value_size == map->value_size && info.max_entries == map->max_entries
               ? 0
               : -ESTALE;
}
