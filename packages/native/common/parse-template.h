/* Checks of what a template is to be built from. All return 0 or -EINVAL. */
#pragma once
#include "protocol.h"
#include <stdbool.h>

#define VS_IMPORT_MAX 128 /* letters in the name of a file to import */

/* A file name in DATA/imports: no slash, no dot in front. */
int vs_parse_import(const char field[VS_SOURCE_SIZE]);
/* rsync://HOST[:PORT]/MODULE[/PATH], without a user and without "..". */
int vs_parse_rsync(const char field[VS_SOURCE_SIZE]);
/* A SHA-256 in lower-case digits, or empty. */
int vs_parse_checksum(const char field[VS_CHECKSUM_SIZE]);
/* All of a request; *ret_field names the one that is wrong. */
int vs_parse_template_build(const struct vs_template_build *build, const char **ret_field);
