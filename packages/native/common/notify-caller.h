/* The process whose system call is answered: what it may and what it points to. */
#pragma once
#include "notify-decode.h"
#include "notify.h"
#include <linux/seccomp.h>

/* Opened while its call was known to wait, so that all of it is this process's and no other's. */
struct vs_caller {
    pid_t thread;
    pid_t process;
    uid_t uids[3]; /* real, effective, saved; as the host numbers them */
    gid_t gids[3];
    bool is_root; /* the guest's root, with every capability the guest has */
    int memory_fd;
    int user_fd, mount_fd, network_fd, uts_fd; /* its namespaces */
    int root_fd, directory_fd;                 /* paths only */
    int mountinfo_fd;
};

/* 0 or -errno; ENOENT when it was killed meanwhile. Descriptors are left for the child's end. */
int vs_caller_open(const struct vs_notify_guest *guest, int listener,
                   const struct seccomp_notif *call, struct vs_caller *ret_caller);
/* Whether its call still waits. */
bool vs_caller_waits(int listener, uint64_t id);

struct vs_caller_copies {
    struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS];
    char bytes[VS_NOTIFY_ARGUMENTS][PATH_MAX];
};

/* Copies what the arguments point to, once. 0, EFAULT or ENAMETOOLONG. */
int vs_caller_copy(const struct vs_caller *caller, const struct seccomp_data *data,
                   struct vs_caller_copies *ret_copies);

/* Up to a NUL, which has to be there; never reads a page behind it. 0, EFAULT or ENAMETOOLONG. */
int vs_caller_text(int memory, uint64_t address, char *ret_bytes, size_t max, size_t *ret_size);

struct vs_credentials {
    pid_t thread, process;
    uid_t uids[3], file_uid;
    gid_t gids[3], file_gid;
    uint64_t effective;
};

/* Of any thread or process. */
int vs_credentials_read(pid_t pid, struct vs_credentials *ret_credentials);
/* The supplementary ones: how many, or -errno; of more than max the first. */
int vs_credentials_groups(pid_t pid, gid_t *ret_groups, int max);
