/* RUN/guests/NAME/events: one line "SEQUENCE MILLISECONDS ACTION" for each helper event. */
#pragma once
#include "guest.h"

#define EVENT_FILE_SIZE (64 * 1024) /* a file of this size becomes events.1 */

/*
 * Appends a line. The sequence goes on where an earlier run of the guest left it, as long as the
 * run directory lives. A line that cannot be written is lost: no event is worth a guest.
 */
void event_write(struct guest *guest, const char *action);
