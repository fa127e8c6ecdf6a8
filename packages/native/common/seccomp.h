/* The system calls no guest may make, as a classic BPF program of our own. */
#pragma once
#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VS_SECCOMP_MAX 600

/* Beside the context capabilities: calls by which a guest looks at its machine (notify-look.h). */
#define VS_CALLS_LOOK (1ull << 63)
/* And at its disk, where the kernel would show it the whole file system (notify-statfs.h). */
#define VS_CALLS_STATFS (1ull << 62)

/*
 * Builds the program for this machine's architecture; returns its length in instructions. The calls
 * of the brokered context capabilities (VS_CCAP_*, VS_CALLS_*) wait for whoever holds the listener.
 * In the host's network namespace there are fewer families of sockets: its packets and its
 * configuration are no guest's.
 */
size_t vs_seccomp_build(uint64_t brokered, bool shares_network,
                        struct sock_filter ret_program[VS_SECCOMP_MAX]);
/*
 * Installs it for the caller and its children. Needs CAP_SYS_ADMIN in its user namespace.
 * *ret_listener is -1 when nothing is brokered. 0 or -errno.
 */
int vs_seccomp_apply(uint64_t brokered, bool shares_network, int *ret_listener);
