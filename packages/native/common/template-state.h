/* What the run directory says about each template, and what a restart has to mend there. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

#include "layout.h"
#include "template-info.h"

/* RUN/templates/ID/state; the keys are in docs/architecture.md. */
struct vs_template_state {
    const char *state; /* building, ready, failed, cancelled */
    const char *step;
    const char *message; /* NULL unless failed */
    uint32_t percent;
    uint32_t xid; /* ids of the context while it builds; 0: none */
    uint64_t started_at, finished_at;    /* ms since the epoch; 0: not yet */
    const struct vs_template_info *info; /* NULL unless ready */
};

/*
 * Makes RUN/templates/ID (for the agent's group) and locks it for the one who builds.
 * 0, -EBUSY while another builder lives, or -errno. Closing the descriptor unlocks.
 */
int vs_template_lock(const struct vs_layout_record *layout, const char *id, int *ret_dir);

/* Writes the state with the caller's own pid and start time. 0 or -errno. */
int vs_template_write(const struct vs_layout_record *layout, int dir,
                      const struct vs_template_state *state);

/* A tree that was built to its end. */
bool vs_template_is_complete(const struct vs_layout_record *layout, const char *id);

/* DATA/storage/templates, made when missing (0700). 0 or -errno. */
int vs_template_storage(const struct vs_layout_record *layout, int *ret_dir);

/*
 * For the broker's start: publishes `ready` for every complete template, removes trees whose
 * builder is dead, and tells of them as failed; withdraws states that promise a tree that is not
 * there. The first error, after having tried everything; 0 otherwise.
 */
int vs_template_publish(const struct vs_layout_record *layout);
