/*
 * Calls by which a guest looks at its machine: sysinfo(2), and sched_getaffinity(2) of the caller,
 * are answered with what vs-proc shows, so that they agree with the files in /proc; statfs(2) and
 * fstatfs(2), where its disk limit shows nowhere else, with that (notify-statfs.h).
 *
 * One process answers many of them, since a process of its own for each would cost ten times as
 * much. The first starts it, and it ends when none has come for a while. It is not the server
 * itself because it writes into memory of the guest, which can make that wait (pages that its own
 * disk limit holds up): then the server ends it at a deadline. It holds nothing of the server but
 * the listener, and works at its own rate.
 */
#pragma once
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/sysinfo.h>
#include <sys/types.h>

struct vs_statfs_view;

#define VS_LOOK_PER_SECOND 2000
/* A call that takes this processor's time longer counts as several: looking up a path may. So all
 * together take a fifth of it, outside of the guest's limit. */
#define VS_LOOK_CALL_US     100
#define VS_LOOK_LINGER_MS   5000
#define VS_LOOK_DEADLINE_MS 5000
/* What is known for so long is told again without asking: at 2,000 calls a second nothing else
 * costs as much. */
#define VS_LOOK_FRESH_MS 10

/* All that a hardened server can clone with. */
#define VS_LOOKER_CLONE (SIGCHLD | CLONE_PIDFD)

/* A later kernel may have more to say. Source: seccomp_unotify(2), SECCOMP_GET_NOTIF_SIZES. */
union vs_notification {
    struct seccomp_notif call;
    char room[512];
};

/* Memory that server and looker share. */
struct vs_look_page {
    uint64_t id;      /* of the call that is being answered; 0: none */
    int64_t since_ms; /* of the monotonic clock, for that call */
    int error;        /* -errno that its caller gets when it is not */
    bool has_other;   /* it took a call that is not its to answer, and ended */
    union vs_notification other;
};

struct vs_looker {
    struct vs_look_page *page; /* NULL: the guest's view is the host's */
    const char *view;          /* its directory in vs-proc; "": it has none */
    const struct vs_statfs_view *statfs;
    int pidfd; /* -1: it does not run */
    pid_t pid;
};

/* The views stay the caller's, and as they are. 0 or -errno. */
int vs_looker_init(struct vs_looker *looker, int listener, const char *view,
                   const struct vs_statfs_view *statfs);
bool vs_look_answers(const struct vs_looker *looker, int call);
/* Starts it with its first call; the kernel answers that when it cannot be started. */
void vs_looker_start(struct vs_looker *looker, int listener, const union vs_notification *first);
/*
 * What became of it. True when it has ended, as when it was told to: the caller listens again, and
 * answers what page->other holds, if any. A call it has left unanswered fails.
 */
bool vs_looker_has_ended(struct vs_looker *looker, int listener, int64_t now_ms);
/* When to look again whether it is late. */
int64_t vs_looker_due(const struct vs_looker *looker, int64_t now_ms);
void vs_looker_close(struct vs_looker *looker);

/* What it is: answers the first call and then others. */
_Noreturn void vs_look_main(const struct vs_looker *looker, int listener,
                            union vs_notification *first);
bool vs_look_is_answered(int call);
/* Its parts, for their test. */
/* How many CPUs a list as in /sys/devices/system/cpu/online names; 0: it is none. */
int vs_look_count_cpus(const char *list);
/* Leaves the first so many of the bits that are set. */
void vs_look_first_bits(unsigned char *mask, size_t size, int count);
