/*
 * Helper events, after Linux-VServer's vshelper: each is a line in the guest's event file and, when
 * the host's owner put an executable of that name into the helpers directory, a run of it with the
 * arguments ACTION NAME XID. Sources: util-vserver, vshelper; kernel/vserver/helper.c.
 *
 * netup and startup are asked before the guest's init runs, and may refuse the start. The others
 * are told and not waited for.
 */
#pragma once
#include "guest.h"

enum helper_action {
    HELPER_NETUP,
    HELPER_STARTUP,
    HELPER_OOM,
    HELPER_RESTART,
    HELPER_HALT,
    HELPER_SHUTDOWN,
    HELPER_NETDOWN,
    HELPER_NETLOST, /* of a shared network the programs, without which the guest is frozen */
};

/*
 * A stage of S. When there is a helpers directory it forks a small process that runs the scripts
 * for the whole life of the guest, so that S can give up its privileges; else it costs one
 * access(2).
 */
int helper_init(struct guest *guest);
/* A stage of B, when the guest's namespaces are there: runs the scripts netup and startup. */
int helper_ask(struct guest *guest);
/* The scripts that undo them, after a start that failed. */
void helper_undo(const struct guest *guest);
/* Writes the event down and has its script run, without waiting. */
void helper_tell(struct guest *guest, enum helper_action action);
