/*
 * What a guest asks for by a system call that is answered for it: bytes in, decision out. Pure, so
 * that it can be tested and fuzzed alone; what it lets through is what notify-act.c may do, and
 * nothing it returns points to the caller's memory.
 */
#pragma once
#include <linux/limits.h>
#include <linux/quota.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VS_NOTIFY_ARGUMENTS 6
#define VS_NOTIFY_NAME_MAX  64 /* __NEW_UTS_LEN */
#define VS_NOTIFY_OPTIONS   8

/* What of the caller's memory an argument points to. */
struct vs_notify_want {
    uint32_t size; /* bytes at most; 0: the argument is no address */
    bool text;     /* up to a NUL, which has to be there */
};

/* A copy, made once. Null pointers have bytes NULL; a text's size counts its NUL. */
struct vs_notify_copy {
    const char *bytes;
    size_t size;
};

enum vs_notify_kind {
    VS_NOTIFY_HOSTNAME = 1,
    VS_NOTIFY_DOMAINNAME,
    VS_NOTIFY_RLIMIT,
    VS_NOTIFY_SOCKET,
    VS_NOTIFY_TMPFS,
    VS_NOTIFY_BIND,
    VS_NOTIFY_REMOUNT,
    VS_NOTIFY_UMOUNT,
    VS_NOTIFY_QUOTA,
};

/* How a guest sees the file system that counts its quotas; quota tools read it in /proc/mounts. */
#define VS_QUOTA_DEVICE "/dev/hdv1"

enum vs_quota_asker {
    VS_QUOTA_ANYONE = 1,
    VS_QUOTA_OWNER, /* whose id it is, a member of whose group it is, or root */
    VS_QUOTA_ROOT,
};

struct vs_notify_option {
    char key[12], value[24];
};

struct vs_notify_act {
    enum vs_notify_kind kind;
    struct {
        char bytes[VS_NOTIFY_NAME_MAX];
        size_t length;
    } name;
    struct {
        int32_t pid; /* as the guest numbers it; 0: the caller */
        uint32_t resource;
        bool is_set;
        uint64_t soft, hard;
        uint64_t old_address; /* 0: not asked for */
    } rlimit;
    struct {
        int family, type, protocol; /* type without the flags */
        bool close_on_exec, non_blocking;
    } socket;
    struct {
        char source[PATH_MAX], target[PATH_MAX];
        uint64_t set, clear; /* MOUNT_ATTR_* */
        bool recursive;
        int umount_flags;
        struct vs_notify_option options[VS_NOTIFY_OPTIONS];
        size_t option_count;
    } mount;
    struct {
        uint32_t command, type; /* Q_*, USRQUOTA or GRPQUOTA */
        uint32_t id;            /* as the guest and its file system number it */
        enum vs_quota_asker asker;
        int fd;               /* of the caller, on the file system that is meant; -1: named */
        uint64_t address;     /* where the answer goes */
        uint32_t answer_size; /* 0: there is none */
        struct if_dqblk limits;
    } quota;
};

/* Which arguments to copy before decoding. */
void vs_notify_wants(int call, const uint64_t arguments[VS_NOTIFY_ARGUMENTS],
                     struct vs_notify_want ret_wants[VS_NOTIFY_ARGUMENTS]);
/*
 * 0, or the -errno that the caller gets: EPERM for what is never done, EINVAL, EFAULT or
 * ENAMETOOLONG for what the kernel would not take either. brokered: VS_CCAP_*; what it does not
 * name is not done.
 */
int vs_notify_decode(uint64_t brokered, int call, const uint64_t arguments[VS_NOTIFY_ARGUMENTS],
                     const struct vs_notify_copy copies[VS_NOTIFY_ARGUMENTS],
                     struct vs_notify_act *ret_act);
