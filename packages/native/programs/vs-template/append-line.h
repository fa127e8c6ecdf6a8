#pragma once
/*
 * Adds a line to a file unless it is there, and keeps the file's time; makes the file when there is
 * none. What is no plain file, or has more names, is left alone. 0 or -errno.
 */
int append_line(int dir, const char *name, const char *line);
