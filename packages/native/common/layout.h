/* Where an instance keeps its things, and the record the broker hands to each program it starts. */
#pragma once
#include "cgroup.h"
#include "protocol.h"
#include <stdbool.h>

#define VS_INSTANCE_SIZE 32
#define VS_GROUP_SIZE    60 /* leaves room for /NAME/guest in VS_PATH_SIZE */

/*
 * A program started by the broker finds on descriptor 3 (a sealed memfd) the request's struct as it
 * was checked, followed by this record; on descriptor 4 a SOCK_SEQPACKET socket on which it sends
 * one message: struct vs_failure, then, on success, the reply's struct (and the reply's
 * descriptor).
 */
struct vs_layout_record {
    char instance[VS_INSTANCE_SIZE];
    char group[VS_GROUP_SIZE];   /* below every cgroup mount, holds the groups of the guests */
    char run[VS_PATH_SIZE];      /* e.g. /run/vserver */
    char data[VS_PATH_SIZE];     /* e.g. /var/lib/vserver */
    char programs[VS_PATH_SIZE]; /* directory of the C programs */
    char network[VS_PATH_SIZE];  /* file of the host's network namespace; "" = our own */
    char helpers[VS_PATH_SIZE];  /* scripts of the host's owner, e.g. /etc/vserver/helpers */
    uint32_t agent_uid;
    uint32_t agent_gid;
    uint32_t features;      /* VS_FEATURE_* */
    uint32_t network_ahead; /* VS_NETWORK_*: what who waits for a guest makes and opens for it, as
                               the last one needed */
    struct vs_cgroup_host cgroup;
};

#define VS_FD_SPEC   3
#define VS_FD_REPORT 4

/* All return 0 or -ENAMETOOLONG; the names were checked before. */
int vs_layout_run(const struct vs_layout_record *layout, const char *kind, const char *name,
                  const char *file, char *ret_path, size_t size);
/* kind: "templates", "guests" or "bin". */
int vs_layout_storage(const struct vs_layout_record *layout, const char *kind, const char *name,
                      char *ret_path, size_t size);
/* The group of a guest below every cgroup mount, e.g. vserver/web1. */
int vs_layout_group(const struct vs_layout_record *layout, const char *name, char *ret_group,
                    size_t size);

/* Whether the broker started us. If not, says so in one sentence on standard error. */
bool vs_spec_is_given(const char *program);
/* Whether only the record was handed over: the request comes later, as a message on VS_FD_REPORT.
 */
bool vs_spec_is_empty(void);
/* Reads request (size bytes) and record from VS_FD_SPEC and closes it. 0 or -errno. */
int vs_spec_read(void *ret_request, size_t size, struct vs_layout_record *ret_layout);
