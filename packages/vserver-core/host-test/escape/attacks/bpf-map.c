#include "../program/attack.h"

#include <linux/bpf.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    union bpf_attr attr = {
        .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
    return judge(syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

ATTACK("make a BPF map", attempt, EPERM)
