/* RUN/guests/NAME/state, as docs/architecture.md lists its keys. */
#pragma once
#include "guest.h"

int state_write_starting(const struct guest *guest);
int state_write_running(const struct guest *guest);
/* reason: "halt", "reboot", "killed" or "failed"; status as from waitpid(2). */
int state_write_exited(const struct guest *guest, const char *reason, int status);
uint64_t now_ms(void);
