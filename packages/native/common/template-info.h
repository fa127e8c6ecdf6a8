/* What is kept beside a template's tree: DATA/storage/templates/ID/{info,manifest}. */
#pragma once
#include "manifest.h"
#include "protocol.h"
#include "state-file.h"

struct vs_template_info {
    char method[16]; /* debootstrap, tarball, rsync, guest, skeleton */
    char source[VS_SOURCE_SIZE];
    char init[16];                        /* systemd, sysv, plain, single, openrc */
    char checksum[VS_CHECKSUM_TEXT_SIZE]; /* of the manifest */
    uint64_t files, bytes;
    uint64_t built_at; /* milliseconds since the epoch */
};

/* dir: DATA/storage/templates/ID. 0 or -errno. */
int vs_template_info_write(int dir, const char *id, const struct vs_template_info *info);
/* ENOENT for a tree without one. What the file does not say stays empty. */
int vs_template_info_read(int dir, struct vs_template_info *ret_info);
/* Adds what a state file tells about it. */
void vs_template_info_tell(const struct vs_template_info *info, struct vs_state *state);

const char *vs_template_method_name(uint32_t method);
const char *vs_init_style_name(uint32_t style);

/*
 * Compares a template with its manifest, and that with the checksum in its info.
 * templates: DATA/storage/templates; pool: of the storage, or -1. 0 whatever the outcome, ENODATA
 * for a tree that has no manifest, or -errno.
 */
int vs_template_verify(int templates, const char *id, int pool,
                       struct vs_manifest_difference *ret_difference);
