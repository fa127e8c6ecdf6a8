/* One console: a program in a guest, its pty and the socket that shows it. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

#include "failure.h"
#include "layout.h"
#include "notify.h"
#include "statfs-view.h"

struct console {
    struct vs_console_open request;
    struct vs_layout_record layout;
    struct vs_failure failure;
    char group[VS_PATH_SIZE];     /* the guest's cgroup */
    char view[VS_PATH_SIZE];      /* the guest's directory in vs-proc; empty: it sees the host's */
    char socket[VS_PATH_SIZE];    /* path of listen_fd; empty while there is none */
    struct vs_statfs_view statfs; /* what the guest is told of its disk */
    uint64_t bcaps, ccaps;        /* what the guest was started with */
    dev_t quota_device;           /* counts its users' quotas; 0: none */
    struct vs_limit limit;        /* attributes that the program takes on; others are not filled */
    uint32_t base;                /* first id of the guest's range on the host */
    pid_t guest_pid;              /* pid 1 of the guest */
    bool shares_network;          /* its network namespace is the host's */
    int guest_pidfd;
    int master_fd, slave_fd;
    int listen_fd;
    int enter_fd; /* our end of the socket to the entering process */
    pid_t enter_pid;
    pid_t pid; /* of the program, in the host's numbering */
    int pidfd;
    int notify_fd; /* system calls that are answered for the program; -1: none */
};

/* All return 0 or -errno. */
/* target.c: the guest, found by {pid, start time}, and a pty of its own devpts. */
int find_guest(struct console *console);
int open_pty(struct console *console);

/* listen.c: RUN/consoles/ID.sock; EEXIST when another console has it. */
int listen_for_viewers(struct console *console);

/* enter.c: starts to enter the guest; the program waits before its exec. */
int enter_guest(struct console *console);
/* Lets it go; returns when it was executed. */
int let_program_run(struct console *console);

/* program.c: runs the login shell or the request's argv; returns only -errno. */
int execute_program(const struct vs_console_open *request);

/* calls.c: the descriptor to wait for, or -1 when nothing is brokered. */
int take_calls(struct console *console, struct vs_notify *notify);
/* Goes on for services that the program has started, until the last of them has ended. */
void serve_remaining_calls(struct vs_notify *notify);

/* serve.c: shows the pty until the program has ended and late viewers had their time. */
void serve_console(struct console *console);
