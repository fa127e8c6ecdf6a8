/* One build of a template, shared by the steps of vs-template. */
#pragma once
#include "failure.h"
#include "layout.h"
#include "template-state.h"

#define TREE_NAME_SIZE (VS_TEMPLATE_SIZE + 16)

struct build {
    struct vs_template_build request;
    struct vs_layout_record layout;
    struct vs_failure failure;
    struct vs_template_state state;
    char group[VS_PATH_SIZE];  /* cgroup of the throw-away context */
    char tree[TREE_NAME_SIZE]; /* ".ID.building" in the storage directory */
    uint32_t base;             /* first host id of the context */
    int run_fd;                /* RUN/templates/ID, locked */
    int storage_fd;            /* DATA/storage/templates */
    int root_fd;               /* the tree's rootfs */
    int log_fd;
    int output_fd; /* what the context prints */
    int context_pidfd;
};

/* prepare.c: everything that can be refused before the request is answered. 0 or -errno. */
int prepare_build(struct build *build);
/* Removes what prepare_build and the context left, but not a finished template. */
void discard_build(struct build *build);

/* context.c: starts mmdebstrap in a context of its own; sets output_fd and context_pidfd. */
int start_context(struct build *build);

/* progress.c: one line of mmdebstrap's output. */
struct progress {
    uint32_t packages, fetched, configured;
    const char *blame; /* sentence for the first recognised cause of a failure */
};
/* True when percent or step changed. */
bool note_line(struct progress *progress, struct vs_template_state *state, const char *line);

/* finish.c: makes the tree a template and gives it its name. 0 or -errno. */
int finish_build(struct build *build);
