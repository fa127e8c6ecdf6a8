/* Programs of the host's distribution: run, waited for, and never given a shell. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define VS_TOOL_ARGUMENTS_MAX 32

/*
 * Runs a program of the system's directories in the directory dir, which is also what its relative
 * arguments mean. What it says on standard error is told on ours if it fails. Its exit status, or
 * -errno: ENOENT when there is no such program, EINTR when it was killed. It dies with the caller.
 */
int vs_tool_run(int dir, const char *const arguments[VS_TOOL_ARGUMENTS_MAX]);
/*
 * Runs one that reads the file input as its standard input and answers at once, or is killed after
 * timeout_ms. What it says, on either output, is put into ret_said. Its exit status, or -errno:
 * ENOENT and EINTR as above, ETIMEDOUT.
 */
int vs_tool_feed(int input, int timeout_ms, const char *const arguments[VS_TOOL_ARGUMENTS_MAX],
                 char *ret_said, size_t size);
/*
 * Starts one that turns the bytes of input into those of output, as a user that owns nothing on
 * this host. It dies with the caller. 0 or -errno.
 */
int vs_tool_filter(int input, int output, const char *const arguments[VS_TOOL_ARGUMENTS_MAX],
                   pid_t *ret_pid);
/* Its exit status, or -errno: ENOENT and EINTR as above. */
int vs_tool_await(pid_t pid);
bool vs_tool_is_there(const char *name);
