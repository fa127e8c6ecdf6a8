/* Attributes given, and changed. All return 0 or -errno. */
#pragma once
#include "sftp.h"

void answer_attributes(uint32_t id, int error, const struct stat *status);
int change_open(int fd, const struct attributes *wanted);
/* flags: 0, or AT_SYMLINK_NOFOLLOW for a link itself. */
int change_path(const char *path, const struct attributes *wanted, int flags);
