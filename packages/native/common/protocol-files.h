/* The storage: how a guest's files are kept, jobs on them, and what the storage can enforce. Part
 * of protocol.h. */
#pragma once
#include <stdint.h>

#define VS_JOB_SIZE      40  /* job id, same alphabet as a console id */
#define VS_SOURCE_SIZE   256 /* what a template is made from, printable ASCII without blanks */
#define VS_CHECKSUM_SIZE 72  /* SHA-256 in lower-case hexadecimal digits, or "" */

/* How a guest's root is kept. */
enum vs_backend {
    VS_BACKEND_OVERLAY = 1, /* own upper directory over shared layers */
    VS_BACKEND_IMAGE = 2,   /* the same, with the upper directory in an image file of its own */
    VS_BACKEND_TREE = 3,    /* a tree of its own: snapshot, reflink or copy */
};

/* Who holds a guest to its disk limits. */
enum vs_enforcement {
    VS_ENFORCED_NOT = 0,     /* nobody; usage is measured from time to time */
    VS_ENFORCED_PROJECT = 1, /* project quota of ext4 and xfs */
    VS_ENFORCED_BTRFS = 2,   /* quota groups; no inode limit */
    VS_ENFORCED_IMAGE = 3,   /* the size of its own file system */
};

enum vs_files_kind {
    VS_FILES_UNIFY = 1,   /* a stopped guest's own files become a layer over the pool */
    VS_FILES_FOLD = 2,    /* its layers become one */
    VS_FILES_CONVERT = 3, /* to another backend */
    VS_FILES_CLONE = 4,   /* guest becomes a copy of source */
    VS_FILES_SWEEP = 5,   /* objects nobody refers to go */
    VS_FILES_VERIFY = 6,  /* of a guest, of a template, or of all; changes nothing */
    VS_FILES_PREDICT = 7, /* what unify would save; changes nothing */
    VS_FILES_MEASURE = 8, /* what a guest uses, by looking at every file */
    VS_FILES_ARCHIVE = 9, /* a stopped guest's files into one packed file, until it is unarchived */
    VS_FILES_UNARCHIVE = 10,
};

#define VS_FILES_KEEP_KEYS 0x01u /* clone: the copy keeps machine id and ssh host keys */

struct vs_files_start {
    char job[VS_JOB_SIZE];
    char guest[40];       /* "" = no guest */
    char source[40];      /* clone: the stopped guest it is made from */
    char template_id[40]; /* "" = no template; verify, unify: of a template's tree */
    uint32_t kind;        /* enum vs_files_kind */
    uint32_t backend;     /* enum vs_backend of convert and clone; 0 = as it is, as the source is */
    uint32_t xid;         /* clone: of the new guest */
    uint32_t flags;       /* VS_FILES_* flags */
    uint64_t disk_bytes, disk_soft_bytes, inodes, inodes_soft; /* of what makes data; VS_INFINITY */
};

struct vs_job_name {
    char job[VS_JOB_SIZE];
};

#define VS_PROBE_SELF_TEST 0x01u /* run the self-test now */

struct vs_storage_probe {
    uint32_t flags;
    uint32_t reserved; /* 0 */
};

#define VS_STORAGE_DATA_LAYER   0x001u /* overlay with data-only layers, 6.5 */
#define VS_STORAGE_XATTRS       0x002u /* keeps trusted.overlay attributes: content can be pooled */
#define VS_STORAGE_REFLINK      0x004u
#define VS_STORAGE_SNAPSHOT     0x008u /* btrfs subvolumes */
#define VS_STORAGE_PROJECT      0x010u /* project quota is on */
#define VS_STORAGE_SIMPLE_QUOTA 0x020u /* btrfs simple quota is on */
#define VS_STORAGE_IMAGE        0x040u /* images can be made and mounted */
#define VS_STORAGE_GUEST_QUOTA  0x080u /* guests can have user quota of their own */

struct vs_storage_reply {
    char filesystem[16];  /* "ext4", "xfs", "btrfs", else the number of statfs(2) in hexadecimal */
    uint32_t features;    /* VS_STORAGE_* */
    uint32_t enforcement; /* enum vs_enforcement of a guest with a disk limit, proved by the test */
    int32_t test_error;   /* of the last self-test: 0 passed, -errno failed */
    uint32_t backends;    /* bit 1 << enum vs_backend: what can be chosen */
    uint64_t tested_at;   /* milliseconds since the epoch; 0 = never */
    uint64_t bytes, bytes_free, inodes, inodes_free;
    uint64_t pool_objects, pool_bytes; /* VS_KEEP: not counted yet */
    uint64_t pool_counted_at;
    char test_stage[24]; /* the step that failed */
};

struct vs_disk_use_reply {
    uint64_t measured_at; /* milliseconds since the epoch */
    uint64_t duration_us; /* of the walk */
    uint32_t guests;      /* lines in RUN/disk-use */
    uint32_t enforcement; /* enum vs_enforcement of the storage itself */
};

/* For root on the host alone: a stopped guest's tree, attached to the reply as a mount. */
#define VS_ATTACH_WRITE 0x01u
#define VS_ATTACH_END   0x02u /* it was unmounted: nothing is attached, the end is written down */

struct vs_guest_attach {
    char name[40];
    uint32_t flags;
    int32_t pid; /* of who asks: until it ends, the guest counts as mounted */
};

_Static_assert(sizeof(struct vs_guest_attach) == 48, "no padding");
_Static_assert(sizeof(struct vs_files_start) == 160 + 16 + 32, "no padding");
_Static_assert(sizeof(struct vs_storage_reply) == 16 + 16 + 8 + 32 + 24 + 24, "no padding");
_Static_assert(sizeof(struct vs_disk_use_reply) == 24, "no padding");
