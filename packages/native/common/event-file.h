/* RUN/guests/NAME/events: one line "SEQUENCE MILLISECONDS ACTION" for each helper event. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

#define VS_EVENT_FILE_SIZE (64 * 1024) /* a file of this size becomes events.1 */

struct vs_event_file {
    int dir;           /* RUN/guests/NAME, not owned */
    int fd;            /* once something was written; else -1 */
    uint64_t sequence; /* of the last line */
    gid_t gid;         /* of who reads it */
};

/*
 * Appends a line. The sequence goes on where an earlier writer left it, as long as the run
 * directory lives; whoever writes holds the guest's lock. A line that cannot be written is lost: no
 * event is worth a guest.
 */
void vs_event_write(struct vs_event_file *file, const char *action);
