/*
 * The broker's whole state. Nothing here matters after a restart: guests and consoles live on, and
 * bulk permits are on disk.
 */
#pragma once
#include "brake.h"
#include "failure.h"
#include "layout.h"
#include "rate.h"
#include <stdbool.h>
#include <sys/types.h>

#define CONNECTIONS_MAX          32
#define CONNECTIONS_OF_AGENT_MAX 24
#define JOBS_MAX                 256
#define BRAKES                   (VS_BULK_DELETE + 1) /* by enum vs_bulk_kind */
#define ENDED_MAX                256
#define PARKED_MAX               16

#define JOBS_OF_CONNECTION_MAX 192
#define USER_SHARES            2 /* connections a user can keep busy at full rate for a moment */

struct connection {
    int fd; /* -1: free */
    uint32_t generation;
    uid_t uid;
    bool may_confirm; /* came by the socket that only root can open */
    uint64_t last_request;
    struct rates rates;
};

/* A run of a guest whose end was asked for: asking again costs nothing. */
struct ended_run {
    pid_t pid;
    uint64_t pid_start;
};

/* A request that a child process answers. */
struct job {
    int report_fd; /* -1: free */
    int pidfd;
    uint32_t connection;
    uint32_t generation; /* of the connection; another number means that it was closed */
    struct vs_header header;
    int64_t deadline_ms;
};

/* A supervisor that waits for a guest. */
struct parked {
    int report_fd; /* -1: none */
    int pidfd;
    int64_t made_ms;
};

struct pool {
    uint32_t limit;  /* how many may wait; 0: none ever */
    uint32_t demand; /* starts of the last while, in thousandths, see park.c */
    int64_t demand_ms;
    int64_t next_change_ms;
    struct parked parked[PARKED_MAX];
};

struct broker {
    struct vs_layout_record layout;
    uint64_t ccaps;   /* VS_CCAP_* that this host can do for guests */
    uint32_t missing; /* VS_FEATURE_* that guests need and this kernel lacks */
    uint64_t limits_missing;
    uint64_t bin_seconds;
    bool mounts_storage; /* over itself, see storage-mount.h */
    uint64_t bulk_delay_ms;
    struct brake brakes[BRAKES];
    struct ended_run ended[ENDED_MAX];
    uint32_t ended_next;
    struct vs_bulk_permit permits[VS_BULK_MAX];
    int bulk_fd; /* RUN/bulk */
    int lock_fd, listen_fd, root_listen_fd, signal_fd, epoll_fd;
    pid_t sweeper; /* 0: none */
    int64_t next_sweep_ms;
    int nft_fd;   /* asks whether rules have changed; -1: the kernel has none */
    pid_t mender; /* makes the firewall's table again; 0: none */
    uint32_t nft_generation;
    int64_t next_mend_ms, next_way_ms;
    int uplink_fd;              /* hears of devices and default routes */
    pid_t network_sweeper;      /* clears away what killed supervisors have left; 0: none */
    int64_t next_network_sweep; /* ms; INT64_MAX: nothing is left */
    bool stopping;
    int proc_fd, proc_pidfd; /* vs-proc; -1: it does not run */
    int64_t proc_begun_ms, proc_due_ms;
    struct rates user_rates[2]; /* root, the agent */
    struct connection connections[CONNECTIONS_MAX];
    struct job jobs[JOBS_MAX];
    struct pool pool;
};

int64_t monotonic_ms(void);
