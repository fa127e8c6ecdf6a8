/* Mounts at places below the guest's root, which the guest may have filled with traps. */
#pragma once
#include <stdint.h>

/* All return 0 or -errno. */
/* Makes an empty directory where none is; only the last component may be missing. */
int target_directory(int root, const char *path);
/* Attaches a detached mount at root/path; no symbolic link is followed. */
int attach_at(int mount, int root, const char *path);
/* The same at an absolute path of the guest's, whose last directory is made when it is missing. */
int attach_directory(int mount, int root, const char *path);
/* New file system; options are key, value, ..., NULL; attr is MOUNT_ATTR_*. */
int new_mount(const char *type, const char *const *options, uint64_t attr, int *ret_fd);
