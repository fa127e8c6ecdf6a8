/* Checks of what comes over the wire or from argv: a field that passed cannot be wrong later. */
#pragma once
#include "protocol.h"
#include <stdbool.h>

/* All return 0 or -EINVAL. A field must be NUL-terminated and NUL-filled to its end. */
int vs_parse_name(const char field[VS_NAME_SIZE]);
int vs_parse_template(const char field[VS_TEMPLATE_SIZE]);
int vs_parse_console(const char field[VS_CONSOLE_SIZE]);
int vs_parse_hostname(const char field[VS_HOSTNAME_SIZE]);
/* May be empty: the program then takes its own default. */
int vs_parse_url(const char field[VS_URL_SIZE]);
int vs_parse_xid(uint32_t xid);
/* Counts the arguments of a NUL-separated block that an empty one ends. */
int vs_parse_argv(const char block[VS_ARGV_SIZE], uint32_t *ret_argc);
/* Assignments to LANG, LC_* and TERM in the form of argv, of printable characters. */
int vs_parse_environment(const char block[VS_ARGV_SIZE]);
/* Any bytes: a shell takes them apart, as the guest's root. */
int vs_parse_command(const char field[VS_COMMAND_SIZE]);
/* keep_allowed: whether VS_KEEP may stand in a field. */
int vs_parse_limit(const struct vs_limit *limit, bool keep_allowed);
/* The limits of a request that has no others; none is kept. */
int vs_parse_disk(uint64_t bytes, uint64_t soft_bytes, uint64_t inodes, uint64_t soft_inodes);
/* Empty, or as vs_parse_name. */
int vs_parse_optional_name(const char field[VS_NAME_SIZE]);
int vs_parse_share(const char field[VS_SHARE_SIZE]);
/* An absolute path that can be walked one component at a time. */
int vs_parse_target(const char field[VS_TARGET_SIZE]);
/* One entry of a start; an unused one is all zeros. */
int vs_parse_mount(const struct vs_mount *mount);

/* Instance name and absolute directory, from the command line. */
int vs_parse_instance(const char *text);
int vs_parse_directory(const char *text);
/* Decimal without sign or blanks, at most max. */
int vs_parse_number(const char *text, uint64_t max, uint64_t *ret_value);

/* Fills argv[0..argc] with pointers into the block; argv must hold VS_ARGV_MAX + 1. */
#define VS_ARGV_MAX 64
int vs_split_argv(const char block[VS_ARGV_SIZE], const char **argv, uint32_t *ret_argc);
