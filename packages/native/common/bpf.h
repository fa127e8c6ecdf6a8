/* The few bpf(2) commands that limits need, without libbpf. Source: bpf(2), linux/bpf.h. */
#pragma once
#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>

/* All return a descriptor, 0 or -errno. */
int vs_bpf_array(const char *name, uint32_t value_size);
/* A value of 4 bytes with each socket, freed with it. */
int vs_bpf_socket_storage(const char *name);
int vs_bpf_load(const char *name, enum bpf_attach_type type, const struct bpf_insn *code,
                uint32_t count);
int vs_bpf_attach(int cgroup, enum bpf_attach_type type, int program);
int vs_bpf_read(int map, void *ret_value);
int vs_bpf_write(int map, const void *value);
/* The array of that name used by the programs attached to exactly this group; -ENOENT. */
int vs_bpf_find_array(int cgroup, enum bpf_attach_type type, const char *name);

/* Instructions; names as in the kernel's own include/linux/filter.h. */
#define VS_INSN(c, d, s, o, i)                                                                     \
    ((struct bpf_insn){.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i)})
#define VS_MOV_REG(d, s)         VS_INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define VS_MOV_IMM(d, i)         VS_INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define VS_ADD_IMM(d, i)         VS_INSN(BPF_ALU64 | BPF_ADD | BPF_K, d, 0, 0, i)
#define VS_LOAD(d, s, o)         VS_INSN(BPF_LDX | BPF_MEM | BPF_DW, d, s, o, 0)
#define VS_STORE(d, s, o)        VS_INSN(BPF_STX | BPF_MEM | BPF_DW, d, s, o, 0)
#define VS_ATOMIC(op, d, s, o)   VS_INSN(BPF_STX | BPF_ATOMIC | BPF_DW, d, s, o, op)
#define VS_JUMP(op, d, s, o)     VS_INSN(BPF_JMP | (op) | BPF_X, d, s, o, 0)
#define VS_JUMP_IMM(op, d, i, o) VS_INSN(BPF_JMP | (op) | BPF_K, d, 0, o, i)
#define VS_CALL(helper)          VS_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, helper)
#define VS_EXIT()                VS_INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
/* Two instructions: a map, or the address of an array's only value. */
#define VS_LOAD_MAP(d, fd)                                                                         \
    VS_INSN(BPF_LD | BPF_DW | BPF_IMM, d, BPF_PSEUDO_MAP_FD, 0, fd), VS_INSN(0, 0, 0, 0, 0)
#define VS_LOAD_VALUE(d, fd)                                                                       \
    VS_INSN(BPF_LD | BPF_DW | BPF_IMM, d, BPF_PSEUDO_MAP_VALUE, 0, fd), VS_INSN(0, 0, 0, 0, 0)
