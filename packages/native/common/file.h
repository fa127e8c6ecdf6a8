/* Small files read and written whole, by descriptor of their directory. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* All return 0 or -errno. */
/* Reads at most size - 1 bytes and ends them with a NUL. */
int vs_file_read(int dir, const char *path, char *ret_text, size_t size);
int vs_file_read_u64(int dir, const char *path, uint64_t *ret_value);
/* Writes an existing file in one write(2), as /proc and cgroup files want it. */
int vs_file_write(int dir, const char *path, const char *text);
int vs_file_write_u64(int dir, const char *path, uint64_t value);
/* Makes every missing directory of an absolute path, owner root. */
int vs_make_directories(const char *path, mode_t mode);
