/*
 * One guest while it is started and while it runs.
 *
 * Three processes take part in a start: the supervisor (S), which stays; a builder (B), which
 * shares S's descriptors, builds the mount tree in a mount namespace of its own and dies; and pid 1
 * (P1), which B clones as a child of S and which waits until the tree is ready. They work at the
 * same time, and struct guest is memory that all three share until P1 executes its program.
 *
 * A parked supervisor is S and B before there is a guest: all that needs no knowledge of it is
 * done, and nothing of any guest is in it.
 */
#pragma once
#include "event-file.h"
#include "failure.h"
#include "guest-root.h"
#include "layout.h"
#include "network-link.h"
#include "packet-store.h"
#include "shared-network.h"
#include "shared-sync.h"
#include "statfs-view.h"
#include <stdbool.h>
#include <sys/types.h>

#define API_MOUNTS_MAX     5
#define VIRTUAL_MOUNTS_MAX 8

struct guest {
    struct vs_guest_start request;
    struct vs_layout_record layout;
    struct vs_guest_root root;
    char group[VS_PATH_SIZE]; /* cgroup below every mount */
    char console_path[VS_PATH_SIZE];
    char view[VS_PATH_SIZE];      /* its directory in vs-proc; empty: it sees the host's figures */
    struct vs_statfs_view statfs; /* what it is told of its disk */
    uint32_t base;                /* first id of the guest's range on the host */
    uint64_t started_at;

    uint32_t ahead;      /* latch.h; B to S: what can be made without a guest is made */
    uint32_t begin;      /* S to B: the guest is known, its cgroup is there */
    uint32_t prepared;   /* S to B: limits and sockets are there as well */
    uint32_t init_ready; /* P1 to B: its namespaces are there */
    bool is_parked;
    bool network_is_pooled; /* P1 lives in the network namespace that B has made ahead */

    int run_fd;      /* RUN/guests/NAME, flock(2)ed while the supervisor lives */
    int xid_fd;      /* RUN/xids/XID, likewise */
    int storage_fd;  /* guests/NAME */
    int data_fd;     /* its data, as a detached mount, see backend.h */
    int template_fd; /* templates/ID/rootfs, likewise */
    int pool_fd;     /* the content of pooled files, likewise; -1: nothing was ever pooled */
    int cover_fd;    /* hides the pool where it is an ordinary layer, see overlay-mount.h */
    int view_fd;     /* the delegated group, likewise, for /sys/fs/cgroup */
    int cgroup_fd;   /* the delegated group, for CLONE_INTO_CGROUP */
    int init_fd;     /* vs-init, style plain only */
    int listen_fd;   /* boot console */
    int sync_fd;     /* S and B's end of the socket to P1 */
    int child_fd;    /* P1's end */
    int userns_fd;
    int root_fd;      /* the overlay */
    int root_lock_fd; /* guests/NAME, flock(2)ed while the overlay uses it */
    int room_fd;      /* B's own tree, whose end S brings about after the start */
    int own_proc_fd;  /* B's procfs, likewise */
    int sysfs_fd;     /* of the pooled network namespace */
    int api_fds[API_MOUNTS_MAX];
    int proc_fd; /* procfs of the guest's pid namespace */
    int master_fd, slave_fd;
    int host_network_fd;                  /* the host's namespace, when it is the guest's; -1 */
    struct vs_shared_links network_links; /* what holds the guest to its addresses there */
    struct vs_shared_sync network_sync;
    int network_pidfd, ipc_pidfd; /* pid 1 of the guests whose namespaces it uses */
    dev_t quota_device;           /* counts its users' quotas; 0: it is not to */
    int quota_fd;                 /* a node of it that nobody can open, as a detached mount */
    int virtual_fds[VIRTUAL_MOUNTS_MAX]; /* files of vs-proc, as detached mounts */
    int raw_fd;                          /* data/raw, as a detached mount; -1: not asked for */
    int share_fds[VS_MOUNTS_MAX];        /* shared areas, as detached mounts */
    int notify_fd; /* system calls that are answered for the guest; -1: none */
    int pidfd;
    int helper_fd; /* to the process that runs the host's helper scripts; -1 = there are none */
    struct vs_event_file events;
    uint64_t network_seen_ms; /* when its programs were last looked after */
    bool network_is_lost;     /* they were not there */
    uint32_t helper_done;     /* bits of enum helper_action whose scripts have run */

    pid_t supervisor, builder;
    int builder_pidfd;
    bool tree_ready;         /* B let P1 go */
    int host_netlink_fd;     /* rtnetlink of the host's network namespace; -1: not needed */
    int guest_netlink_fd;    /* of the pooled one, likewise */
    int ahead_netlink_fd;    /* the host's for B alone, who works beside us: answers are one reader's */
    struct vs_packet_store packet_store;     /* until the guest has started, ahead if parked */
    struct vs_shared_objects shared_objects; /* likewise */
    uint32_t pooled_link;    /* host's end of the link made ahead with it; 0: there is none */
    struct vs_link link;     /* of a private network */
    bool network_is_seen;    /* its packets pass the firewall of the host */
    struct vs_failure built; /* how B failed */
    pid_t pid;
    uint64_t pid_start, supervisor_start;
    bool owned; /* nobody else has this guest: state, cgroups and sockets are ours to clean */
    struct vs_failure failure;
};

struct stage {
    const char *name;
    int (*run)(struct guest *guest); /* 0 or -errno; never logs */
};

/* Runs until one fails, which it records. */
int run_stages(struct guest *guest, const struct stage *stages, size_t count,
               struct vs_failure *ret_failure);
