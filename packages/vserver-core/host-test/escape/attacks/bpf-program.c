#include "../program/attack.h"

#include <linux/bpf.h>

static struct outcome attempt(const struct facts *facts)
{
    static const struct bpf_insn RETURN_0[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K},
                                               {.code = BPF_JMP | BPF_EXIT}};
    (void)facts;
    union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
                           .insn_cnt = 2,
                           .insns = (uint64_t)(uintptr_t)RETURN_0,
                           .license = (uint64_t)(uintptr_t) "GPL"};
    return judge(syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)));
}

ATTACK("load a BPF program", attempt, EPERM)
