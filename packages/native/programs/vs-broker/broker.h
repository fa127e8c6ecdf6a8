/* The broker's whole state. Nothing here matters after a restart: guests and consoles live on. */
#pragma once
#include "brake.h"
#include "failure.h"
#include "layout.h"
#include <stdbool.h>
#include <sys/types.h>

#define CONNECTIONS_MAX 32
#define JOBS_MAX        256

struct connection {
    int fd; /* -1: free */
    uint32_t generation;
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

struct broker {
    struct vs_layout_record layout;
    uint32_t missing; /* VS_FEATURE_* that guests need and this kernel lacks */
    uint64_t bin_seconds;
    struct brake brake;
    int lock_fd, listen_fd, signal_fd, epoll_fd;
    pid_t sweeper; /* 0: none */
    int64_t next_sweep_ms;
    bool stopping;
    struct connection connections[CONNECTIONS_MAX];
    struct job jobs[JOBS_MAX];
};

int64_t monotonic_ms(void);
