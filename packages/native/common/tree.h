/* Removal of directory trees that a guest filled. */
#pragma once

/*
 * Removes dir/name and everything below: never follows a symbolic link, never crosses a mount, and
 * needs bounded memory and descriptors however deep the tree is. 0 or -errno; a missing tree is
 * success.
 */
int vs_tree_remove(int dir, const char *name);
