#pragma once
#include "layout.h"

/*
 * Mounts DATA/storage over itself, nosuid and nodev: set-user-id programs and device nodes of
 * guests mean nothing on the host. It stays when the broker ends, as guests do; RUN/storage-mount
 * has its number, for whoever ends it (./down). 0 or -errno.
 */
int mount_storage(const struct vs_layout_record *layout);
