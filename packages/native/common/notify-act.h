/* One answered system call, from its notification to its result. Runs in a child of its own. */
#pragma once
#include "notify-caller.h"

/* Does what is asked for, or not, and tells the caller. */
void vs_notify_answer(const struct vs_notify_guest *guest, int listener,
                      const struct seccomp_notif *call);

/* What it is made of; 0 or the -errno that the caller gets. */
/* notify-mount.c */
int vs_notify_mount(const struct vs_caller *caller, const struct vs_notify_act *act);
/* notify-rlimit.c */
int vs_notify_rlimit(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                     const struct vs_notify_act *act);
/* notify-quota.c */
int vs_notify_quota(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                    int listener, uint64_t id, const struct vs_notify_act *act);
