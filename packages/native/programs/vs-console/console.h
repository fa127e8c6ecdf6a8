/* One console: a program in a guest, its pty or pipes, and the socket that shows it. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

#include "failure.h"
#include "layout.h"
#include "notify.h"
#include "statfs-view.h"

#define VS_SHELL_SIZE 256

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
    int near_fds[3], far_fds[3]; /* instead of a pty: our ends of its stdio, and the program's */
    int program_fd;              /* what to execute; -1: a file of the guest */
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

/* pipes.c: the pty, or what the request has instead. */
int open_stdio(struct console *console);
/* In the process that becomes the program. */
int take_pipes(struct console *console);
void close_far_ends(struct console *console);

/* binary.c: vs-sftp, as a sealed copy. */
int open_program(struct console *console);

/* listen.c: RUN/consoles/ID.sock; EEXIST when another console has it. */
int listen_for_viewers(struct console *console);

/* enter.c: starts to enter the guest; the program waits before its exec. */
int enter_guest(struct console *console);
/* Lets it go; returns when it was executed. */
int let_program_run(struct console *console);

/* program.c: runs the login shell, the request's argv or vs-sftp; returns only -errno. */
int execute_program(const struct console *console);

/* login-shell.c: an absolute path; whether it can be executed is not looked at. */
int read_login_shell(char *ret_path, size_t size);

/* calls.c: the descriptor to wait for, or -1 when nothing is brokered. */
int take_calls(struct console *console, struct vs_notify *notify);
/* Goes on for services that the program has started, until the last of them has ended. */
void serve_remaining_calls(struct vs_notify *notify);

/* serve.c: shows the pty until the program has ended and late viewers had their time. */
void serve_console(struct console *console);

/* relay.c: joins the pipes to one viewer until the program, or the viewer, has ended. */
void relay_console(struct console *console);
