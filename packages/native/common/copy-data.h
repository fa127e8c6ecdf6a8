#pragma once
#include <sys/types.h>

/* Gives the empty file `to` what `from` holds: blocks are shared where the file system can. 0 or
 * -errno. */
int vs_copy_data(int from, int to, off_t size);
