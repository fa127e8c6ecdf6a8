/* One build of a template, shared by the steps of vs-template. */
#pragma once
#include "failure.h"
#include "layout.h"
#include "template-state.h"
#include <time.h>

#define TREE_NAME_SIZE (VS_TEMPLATE_SIZE + 16)

/* What the source has brought so far, by what the unpacking program tells of each entry. */
struct tally {
    uint64_t entries, bytes; /* bytes: apparent sizes */
    uint64_t devices;        /* left out: a guest gets its own /dev */
    uint64_t faults;         /* said by the program, other than about devices */
};

struct build {
    struct vs_template_build request;
    struct vs_layout_record layout;
    struct vs_failure failure;
    struct vs_template_state state;
    struct vs_template_info info;
    const struct method *method;
    struct tally tally;
    struct timespec etc_time;  /* of the tree before it was fixed */
    char group[VS_PATH_SIZE];  /* cgroup of the throw-away context */
    char tree[TREE_NAME_SIZE]; /* ".ID.building" in the storage directory */
    uint32_t base;             /* first host id of the context */
    uint32_t compression;      /* tarball: enum compression */
    int run_fd;                /* RUN/templates/ID, locked */
    int storage_fd;            /* DATA/storage/templates */
    int root_fd;               /* the tree's rootfs */
    int log_fd;
    int output_fd; /* what the context prints */
    int source_fd; /* tarball: the archive; its offset tells how far it was read */
    int feed_fd;   /* tarball: where the context reads the archive */
    int guest_fd;  /* guest: RUN/guests/NAME, locked while it is copied */
    int context_pidfd;
    int feeder; /* process that feeds the archive; 0: none */
    bool made_guest_run;
};

/* prepare.c: everything that can be refused before the request is answered. 0 or -errno. */
int prepare_build(struct build *build);
/* Removes what prepare_build and the context left, but not a finished template. */
void discard_build(struct build *build);

/* context.c: starts the method's program in a context of its own; sets output_fd, context_pidfd. */
int start_context(struct build *build);

/* guest.c: lets the guest start again. */
void release_guest(struct build *build);

/* feed.c: the process that reads the archive, outside of the context, and sums it. 0 or -errno. */
int start_feeder(struct build *build);
enum feed { FEED_DONE, FEED_WRONG_SUM, FEED_FAILED };
/* Awaits its end. FEED_DONE when there is none. */
enum feed end_feeder(struct build *build);
/* Whether a complete archive was read, in percent; 0 when its size is not known. */
uint32_t feed_percent(const struct build *build);

/* progress.c: one line of the context's output. */
struct progress {
    uint32_t packages, fetched, configured;
    const char *blame; /* sentence for the first recognised cause of a failure */
};
/* True when percent or step changed. */
bool note_line(struct progress *progress, struct vs_template_state *state, const char *line);

/* entries.c: counts a line about one entry of the source; false when it is no such line. */
bool note_entry(const struct build *build, const char *line, bool is_whole, struct tally *tally);

/* ceiling.c: why the build has to end: a sentence, or NULL. */
const char *ceiling_passed(const struct build *build);

/* clean.c: takes out of the tree what no template may have. 0 or -errno. */
int clean_tree(struct build *build);

/* fix.c: what distributions' files must say in a template. 0 or -errno. */
int fix_tree(struct build *build);

/* pool-tree.c: `tree` holds rootfs. 0, also where nothing can be pooled; ECANCELED by SIGTERM. */
int pool_tree(struct build *build, int tree);

/* finish.c: makes the tree a template and gives it its name. 0 or -errno. */
int finish_build(struct build *build);
