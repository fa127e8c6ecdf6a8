/* A stopped guest's files for root of the host, see programs/vs-mount. */
#pragma once
#include "operation.h"

int check_guest_attach(const void *request, struct vs_failure *ret_failure);
/* Only who came by root's socket. */
int admit_attach(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure);
int guest_attach(const struct broker *broker, const void *request, struct answer *ret_answer);

/*
 * attach-tree.c: the guest's merged tree as a detached mount, with ids as on disk, and by what it
 * will be known among the mounts. The caller gets mounts of its own. 0 or -errno.
 */
int attach_tree(const struct broker *broker, const char *name, bool may_write, char *ret_mark,
                size_t size, int *ret_mount);
