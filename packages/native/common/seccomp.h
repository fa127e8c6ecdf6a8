/* The system calls no guest may make, as a classic BPF program of our own. */
#pragma once
#include <linux/filter.h>
#include <stddef.h>

#define VS_SECCOMP_MAX 256

/* Builds the program for this machine's architecture; returns its length in instructions. */
size_t vs_seccomp_build(struct sock_filter ret_program[VS_SECCOMP_MAX]);
/* Installs it for the caller and its children. Needs CAP_SYS_ADMIN in its user namespace. */
int vs_seccomp_apply(void);
