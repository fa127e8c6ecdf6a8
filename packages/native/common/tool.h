/* Programs of the host's distribution: run, waited for, and never given a shell. */
#pragma once
#include <stdbool.h>

#define VS_TOOL_ARGUMENTS_MAX 32

/*
 * Runs a program of the system's directories in the directory dir, which is also what its relative
 * arguments mean. What it says on standard error is told on ours if it fails. Its exit status, or
 * -errno: ENOENT when there is no such program, EINTR when it was killed. It dies with the caller.
 */
int vs_tool_run(int dir, const char *const arguments[VS_TOOL_ARGUMENTS_MAX]);
bool vs_tool_is_there(const char *name);
