/* Process descriptors. Knows nothing of Node. */
#pragma once

/* 1 when the process has ended, 0 while it lives, or -errno. Source: pidfd_open(2), poll. */
int pidfd_has_exited(int fd);

int pidfd_close(int fd);
