/*
 * The wire between the agent and vs-broker, and the record the broker hands to the programs it
 * starts.
 *
 * One SOCK_SEQPACKET message is one request or one reply: a header, then the operation's fixed
 * struct. All integers are little endian and every struct is free of implicit padding (checked
 * below), so that the TypeScript encoder can be held against these offsets by a test. Strings are
 * NUL-terminated and NUL-filled to their full length. The broker treats every request as if an
 * attacker had written it.
 */
#pragma once
#include "protocol-bulk.h"
#include "protocol-files.h"
#include "protocol-frame.h"
#include "protocol-limit.h"
#include "protocol-network.h"
#include <stddef.h>
#include <stdint.h>

#define VS_MAGIC 0x34305356u /* "VS04"; the last digit is the protocol's version */

#define VS_NAME_SIZE     40   /* guest name, ^[a-z][a-z0-9-]{0,38}$ and no trailing '-' */
#define VS_HOSTNAME_SIZE 64   /* hostname(7): 64 bytes with the NUL */
#define VS_TEMPLATE_SIZE 40   /* template id, ^[a-z][a-z0-9.-]{0,38}$ and no ".." */
#define VS_CONSOLE_SIZE  40   /* console id, ^[a-z0-9-]{1,39}$ */
#define VS_ARGV_SIZE     1024 /* NUL-separated arguments, ended by an empty one */
#define VS_COMMAND_SIZE  4096 /* a line for the login shell */
#define VS_URL_SIZE      256  /* http(s) mirror address, printable ASCII without blanks or quotes */
#define VS_STAGE_SIZE    24   /* name of the step that failed */
#define VS_PATH_SIZE     108  /* sun_path */
#define VS_SHARE_SIZE    40   /* shared area, same alphabet as a guest name */
#define VS_TARGET_SIZE   128  /* absolute path inside a guest without "..", "//" or a final '/' */
#define VS_MOUNTS_MAX    4    /* shared areas a guest can have */

enum vs_operation {
    VS_OP_HELLO = 1,        /* vs_empty           -> vs_hello_reply */
    VS_OP_GUEST_CREATE = 2, /* vs_guest_create    -> vs_empty; makes upper and work, idempotent */
    VS_OP_GUEST_START = 3,  /* vs_guest_start     -> vs_guest_reply, pidfd of pid 1 attached */
    VS_OP_GUEST_OPEN =
        4, /* vs_guest_name      -> vs_guest_reply, pidfd attached; ESRCH when not running */
    VS_OP_GUEST_STOP =
        5, /* vs_guest_stop      -> vs_empty; asks only, the exit comes by the pidfd */
    VS_OP_GUEST_KILL = 6, /* vs_guest_name      -> vs_empty; every process of the guest, at once */
    VS_OP_GUEST_DELETE =
        7, /* vs_guest_name      -> vs_empty; EBUSY while running, EAGAIN when rate-limited */
    VS_OP_LIMIT_SET = 8,     /* vs_limit_request   -> vs_limit, as the kernel reports it */
    VS_OP_LIMIT_GET = 9,     /* vs_guest_name      -> vs_limit, as the kernel reports it */
    VS_OP_CONSOLE_OPEN = 10, /* vs_console_open    -> vs_console_reply */
    VS_OP_TEMPLATE_BUILD =
        11, /* vs_template_build  -> vs_empty; progress and outcome by state file */
    VS_OP_TEMPLATE_CANCEL = 12, /* vs_template_name   -> vs_empty */
    VS_OP_TEMPLATE_DELETE = 13, /* vs_template_name   -> vs_empty; EBUSY while a guest uses it */
    VS_OP_LIMIT_USE = 14,       /* vs_guest_name      -> vs_limit_use_reply */
    VS_OP_SHARE_DELETE =
        15,               /* vs_share_name      -> vs_empty; EBUSY while a running guest has it */
    VS_OP_BULK_ASK = 16,  /* vs_bulk_ask        -> vs_bulk_permit */
    VS_OP_BULK_LIST = 17, /* vs_empty           -> vs_bulk_list */
    VS_OP_BULK_WITHDRAW = 18, /* vs_bulk_id         -> vs_empty; ENOENT when there is none */
    VS_OP_BULK_CONFIRM = 19,  /* vs_bulk_id         -> vs_bulk_permit; on RUN/bulk.sock only */
    VS_OP_FILES_START =
        20, /* vs_files_start     -> vs_empty; progress and outcome in RUN/files/JOB */
    VS_OP_FILES_CANCEL = 21,  /* vs_job_name        -> vs_empty; ESRCH when it does not run */
    VS_OP_STORAGE_PROBE = 22, /* vs_storage_probe   -> vs_storage_reply */
    VS_OP_DISK_USE = 23,      /* vs_empty           -> vs_disk_use_reply; writes RUN/disk-use */
    VS_OP_GUEST_ATTACH =
        24,                 /* vs_guest_attach    -> vs_empty, mount attached; root's socket only */
    VS_OP_NETWORK_SET = 25, /* vs_network_request -> vs_network, as the kernel reports it */
    VS_OP_NETWORK_GET = 26, /* vs_guest_name      -> vs_network_state */
    VS_OP_NETWORK_USE = 27, /* vs_empty           -> vs_network_use_reply; RUN/network-use */
    VS_OP_FIREWALL_SET = 28,  /* vs_firewall        -> vs_empty; the guest need not run */
    VS_OP_FIREWALL_GET = 29,  /* vs_guest_name      -> vs_firewall_state */
    VS_OP_NETWORK_PROBE = 30, /* vs_empty           -> vs_network_host */
    VS_OP_GUEST_FREEZE =
        31, /* vs_guest_freeze    -> vs_empty; every process stands when it returns */
    VS_OP_GUEST_REPLACE = 32, /* vs_guest_replace   -> vs_empty; idempotent, EBUSY while running */
};

enum vs_cgroup_mode { VS_CGROUP_V2 = 1, VS_CGROUP_HYBRID = 2 };

/* DESIGN: init styles. */
enum vs_init_style {
    VS_INIT_SYSTEMD = 1,
    VS_INIT_SYSV = 2,
    VS_INIT_PLAIN = 3,
    VS_INIT_SINGLE = 4,
    VS_INIT_OPENRC = 5,
};

enum vs_stop_kind { VS_STOP_HALT = 1, VS_STOP_REBOOT = 2 };

struct vs_header {
    uint32_t magic;            /* VS_MAGIC */
    uint32_t operation;        /* enum vs_operation; a reply repeats it */
    uint64_t request;          /* chosen by the client; a reply repeats it */
    int32_t error;             /* reply: 0 or -errno; request: 0 */
    uint32_t size;             /* bytes that follow the header */
    char stage[VS_STAGE_SIZE]; /* reply with an error: the step that failed, else zeros */
};

struct vs_empty {
    uint64_t reserved; /* 0 */
};

struct vs_hello_reply {
    uint32_t cgroup_mode;             /* enum vs_cgroup_mode */
    uint32_t features;                /* VS_FEATURE_* that this kernel has */
    uint32_t missing;                 /* VS_FEATURE_* that guests need and this kernel lacks */
    uint32_t running;                 /* guests running now */
    char cgroup_parent[VS_PATH_SIZE]; /* directory below each hierarchy's mount, e.g. "vserver" */
    char cgroup_mount[VS_PATH_SIZE];  /* "/sys/fs/cgroup" */
    uint64_t limits_missing;  /* limits that this host cannot enforce, see VS_LIMIT_NUMBERS */
    uint64_t bcaps_grantable; /* capabilities(7) bits a guest may be given */
    uint64_t ccaps_grantable; /* VS_CCAP_* */
};

#define VS_FEATURE_OVERLAY_IDMAP 0x01u /* overlay over idmapped layers, 5.19 */
#define VS_FEATURE_TIME_NS       0x02u
#define VS_FEATURE_USER_NS       0x04u
#define VS_FEATURE_CGROUP_KILL   0x08u /* 5.14 */
#define VS_FEATURE_PROC_PIDNS    0x10u /* procfs pidns=, 6.18 */
#define VS_FEATURE_PIDFD_INFO    0x20u /* PIDFD_GET_INFO, 6.13 */
#define VS_FEATURE_DATA_LAYER    0x40u /* overlay with data-only layers, 6.5 */
#define VS_FEATURE_VIRTUAL_PROC  0x80u /* vs-proc serves: guests see their own numbers */

struct vs_guest_name {
    char name[VS_NAME_SIZE];
};

struct vs_guest_create {
    char name[VS_NAME_SIZE];
    char template_id[VS_TEMPLATE_SIZE];
    uint32_t xid;
    uint32_t backend; /* enum vs_backend; 0 = overlay, or image when nothing else can hold limits */
    uint64_t disk_bytes, disk_soft_bytes, inodes, inodes_soft; /* as in vs_limit, without VS_KEEP */
};

/* Other files for a guest that is down; those it has are kept in the bin, by the seconds since the
 * epoch. */
struct vs_guest_replace {
    struct vs_guest_create create; /* what they are made like, unless they are taken back */
    uint64_t away;                 /* those it has */
    uint64_t take;                 /* those that were put away then, 0 = new ones */
};

/* A shared area shown inside a guest. */
struct vs_mount {
    char share[VS_SHARE_SIZE]; /* "" = this entry is not used */
    char target[VS_TARGET_SIZE];
    uint32_t read_only; /* 0 or 1 */
    uint32_t reserved;  /* 0 */
};

struct vs_guest_start {
    char name[VS_NAME_SIZE];
    char template_id[VS_TEMPLATE_SIZE];
    char hostname[VS_HOSTNAME_SIZE];
    uint32_t
        xid; /* 2..36000; the guest's ids are 0x70000000 + xid * 65536 and the 65,535 after it */
    uint32_t init_style; /* enum vs_init_style */
    uint32_t init_argc;  /* 0: the style's own init; else arguments in init_argv (style single) */
    uint32_t flags;      /* VS_START_* */
    uint64_t bcaps;      /* upper bound of capabilities, bits as in capabilities(7) */
    uint64_t ccaps;      /* VS_CCAP_*: what is done for the guest without giving it a capability */
    char share_network[VS_NAME_SIZE]; /* running guest whose network to use; "" = its own */
    char share_ipc[VS_NAME_SIZE];     /* likewise for System V and POSIX IPC */
    struct vs_mount mounts[VS_MOUNTS_MAX];
    char raw_target[VS_TARGET_SIZE]; /* where the guest has its raw directory; "" = nowhere */
    struct vs_network network;       /* mode NONE when share_network is set */
    struct vs_limit limit;           /* VS_KEEP is refused here, cpu_set is set */
    char init_argv[VS_ARGV_SIZE];
};

#define VS_START_VOLATILE 0x01u /* overlay "volatile": no syncfs on stop, for throw-away guests */

/* Context capabilities: operations the supervisor does for the guest. Source: util-vserver, ccaps.
 */
#define VS_CCAP_HOSTNAME 0x01u /* sethostname(2), setdomainname(2): SET_UTSNAME */
#define VS_CCAP_RLIMIT   0x02u /* raise own limits up to the guest's: SET_RLIMIT */
#define VS_CCAP_RAW_ICMP 0x04u /* raw ICMP sockets without CAP_NET_RAW */
#define VS_CCAP_MOUNT                                                                              \
    0x08u /* mount(2) of tmpfs and binds, nosuid and nodev forced: SECURE_MOUNT                    \
           */
#define VS_CCAP_OOM_ADJUST 0x10u /* lower oom_score_adj below the guest's bias, never below 0 */
#define VS_CCAP_TUN        0x20u /* /dev/net/tun with one device of its own */
#define VS_CCAP_QUOTA      0x40u /* quotactl(2) for its own users: QUOTA_CTL */
#define VS_CCAP_ALL        0x7fu

struct vs_guest_reply {
    int32_t pid; /* pid 1 of the guest, in the host's numbering */
    int32_t supervisor_pid;
    uint64_t pid_start; /* field 22 of /proc/PID/stat: never trust a bare pid */
    uint64_t supervisor_start;
    uint64_t started_at; /* milliseconds since the epoch */
};

struct vs_guest_stop {
    char name[VS_NAME_SIZE];
    uint32_t kind;     /* enum vs_stop_kind */
    uint32_t reserved; /* 0 */
};

struct vs_guest_freeze {
    char name[VS_NAME_SIZE];
    uint32_t frozen;   /* 1: stand still, 0: go on */
    uint32_t reserved; /* 0 */
};

struct vs_limit_request {
    char name[VS_NAME_SIZE];
    struct vs_limit limit; /* VS_KEEP keeps, VS_INFINITY lifts */
};

/* What the program of a console has as its standard input, output and error. */
enum vs_console_mode {
    VS_CONSOLE_TERMINAL = 0, /* a pty, for many viewers */
    VS_CONSOLE_PIPES = 1,    /* three pipes, for one viewer */
    VS_CONSOLE_FILES = 2,    /* likewise, and the program is vs-sftp */
};

struct vs_console_open {
    char name[VS_NAME_SIZE];
    char console[VS_CONSOLE_SIZE]; /* chosen by the agent; EEXIST when taken */
    uint16_t columns;
    uint16_t rows;
    uint32_t idle_seconds;          /* hang up when nobody was attached for so long; 0 = 1800 */
    char argv[VS_ARGV_SIZE];        /* empty: a login shell of root */
    uint32_t mode;                  /* enum vs_console_mode */
    uint32_t reserved;              /* 0 */
    char environment[VS_ARGV_SIZE]; /* NAME=value, of LANG, LC_* and TERM; ended like argv */
    char command[VS_COMMAND_SIZE];  /* a line for the login shell; "" = none; only without argv */
};

struct vs_console_reply {
    int32_t pid; /* of the program inside, host numbering */
    int32_t reserved;
    char socket[VS_PATH_SIZE]; /* Unix stream socket to attach to */
};

/* What a template is made from. */
enum vs_template_method {
    VS_TEMPLATE_DEBOOTSTRAP = 1, /* source: mirror, or "" for Debian's own */
    VS_TEMPLATE_TARBALL = 2,     /* source: name of a file in DATA/imports */
    VS_TEMPLATE_RSYNC = 3,       /* source: rsync://HOST/MODULE/PATH */
    VS_TEMPLATE_GUEST = 4,       /* source: a stopped guest */
    VS_TEMPLATE_SKELETON = 5,    /* empty directories; no source */
};

struct vs_template_build {
    char id[VS_TEMPLATE_SIZE];
    char suite[VS_TEMPLATE_SIZE]; /* bookworm, trixie; "" unless debootstrap */
    char source[VS_SOURCE_SIZE];
    char checksum[VS_CHECKSUM_SIZE]; /* of the tarball; "" = not checked */
    uint32_t xid;                    /* ids of the throw-away context that runs the build */
    uint32_t method;                 /* enum vs_template_method */
    uint32_t init_style;             /* enum vs_init_style a guest made from it is started with */
    uint32_t reserved;               /* 0 */
};

struct vs_share_name {
    char share[VS_SHARE_SIZE];
};

struct vs_template_name {
    char id[VS_TEMPLATE_SIZE];
};

_Static_assert(sizeof(struct vs_header) == 48, "no padding");
_Static_assert(sizeof(struct vs_mount) == 176, "no padding");
_Static_assert(sizeof(struct vs_hello_reply) == 16 + 2 * VS_PATH_SIZE + 24, "no padding");
_Static_assert(sizeof(struct vs_guest_create) == 88 + 32, "no padding");
_Static_assert(sizeof(struct vs_guest_replace) == 120 + 16, "no padding");
_Static_assert(sizeof(struct vs_guest_start) ==
                   144 + 16 + 16 + 80 + 4 * 176 + 128 + 456 + 288 + VS_ARGV_SIZE,
               "no padding");
_Static_assert(sizeof(struct vs_guest_reply) == 32, "no padding");
_Static_assert(sizeof(struct vs_limit_request) == 328, "no padding");
_Static_assert(sizeof(struct vs_console_open) == 88 + 8 + 2 * VS_ARGV_SIZE + VS_COMMAND_SIZE,
               "no padding");
_Static_assert(sizeof(struct vs_console_reply) == 8 + VS_PATH_SIZE, "no padding");
_Static_assert(sizeof(struct vs_template_build) == 80 + 256 + 72 + 16, "no padding");
