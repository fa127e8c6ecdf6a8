/* One job on the storage, shared by the steps of vs-files. */
#pragma once
#include "failure.h"
#include "guest-root.h"
#include "layout.h"
#include <stdbool.h>
#include <stdint.h>

/* What RUN/files/JOB/state tells; the keys are in docs/architecture.md. */
struct progress {
    const char *state, *step;
    char message[256]; /* "" = none */
    uint32_t percent;
    uint64_t started_at, finished_at; /* ms since the epoch; 0: not yet */
};

struct results {
    uint64_t files;       /* entries looked at */
    uint64_t bytes;       /* what they are long, or use (measure) */
    uint64_t pooled;      /* files that became stubs, or would */
    uint64_t saved_bytes; /* disk that is free now, or would be */
    uint64_t objects;     /* objects of the pool looked at (verify), removed (sweep), added */
    uint64_t problems;    /* verify */
};

/* A guest's storage. */
struct place {
    int dir;   /* guests/NAME */
    int run;   /* RUN/guests/NAME, locked while it has to stay stopped, else -1 */
    int entry; /* RUN/files/.NAME, locked: one job at a time */
    bool made_run;
    struct vs_guest_root root;
};

struct files {
    struct vs_files_start request;
    struct vs_layout_record layout;
    struct vs_failure failure;
    struct progress progress;
    struct results results;
    struct place guest, source;
    int run_fd; /* RUN/files/JOB, locked */
    int log_fd;
    int storage_fd; /* DATA/storage */
    int entry_fd;   /* RUN/files/.@host or .@TEMPLATE, locked by a job on no guest */
    uint32_t logged;
    uint64_t total; /* entries expected, for percent; 0: unknown */
    uint64_t next_tick_ms;
    void *context; /* of the kind of job */
};

/* prepare.c: everything that can be refused before the request is answered. 0 or -errno. */
int prepare_files(struct files *files);
/* Lets guests start again. */
void release_files(struct files *files);

/* entry.c: RUN/files. All return 0 or -errno. */
int open_entry(struct files *files);
/* Locks RUN/files/NAME, an empty file. EBUSY while another job has it. */
int lock_entry(const struct files *files, const char *name, int *ret_fd);

/* The guest that was unified last: a hint. */
int read_last(const struct files *files, char *ret_name, size_t size);
void write_last(const struct files *files, const char *name);

/* place.c: opens and locks a guest's storage; run: so that it stays stopped. */
int open_place(struct files *files, const char *name, bool stops, struct place *place);
void close_place(struct files *files, const char *name, struct place *place);

/* report.c */
uint64_t now_ms(void);
void write_state(struct files *files);
void begin_step(struct files *files, const char *step, uint32_t percent);
__attribute__((format(printf, 2, 3))) void log_line(struct files *files, const char *format, ...);
/* Keeps a sentence for whoever asked; returns the error. */
__attribute__((format(printf, 3, 4))) int refuse(struct files *files, int error, const char *format,
                                                 ...);
/* Called once for each entry. -ECANCELED once SIGTERM came; writes the state now and then. */
int tick(struct files *files);

/* kinds.c: what is done for each kind of job. */
struct kind {
    const char *step;
    bool stops;    /* the guest may not run meanwhile */
    bool has_pool; /* content goes into the pool: no sweep meanwhile */
    bool may_be_archived;
    int (*run)(struct files *files);
};
/* NULL when there is no such kind. */
const struct kind *kind_of(const struct files *files);

/* storage/templates/ID/rootfs. 0 or -errno. */
int open_template(const struct files *files, const char *id, int *ret_fd);

int run_unify(struct files *files);
int run_fold(struct files *files);
int run_convert(struct files *files);
int run_clone(struct files *files);
int run_sweep(struct files *files);
int run_verify(struct files *files);
int run_predict(struct files *files);
int run_measure(struct files *files);
int run_archive(struct files *files);
int run_unarchive(struct files *files);
