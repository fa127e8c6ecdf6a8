/*
 * How a guest's root is put together: the file guests/NAME/root. Whatever changes the layers makes
 * the new ones beside the old, writes this file, and only then removes the old ones, so that a
 * guest has one complete root or the other at every moment.
 *
 * An archived guest has its files packed in guests/NAME/archive and no data: its root file says
 * what they are when they are unpacked.
 */
#pragma once
#include "protocol.h"
#include <stdbool.h>

#define VS_ROOT_LAYERS_MAX 16
#define VS_ARCHIVE_NAME    "archive" /* beside the root file: tar(5), packed by zstd(1) */

struct vs_guest_root {
    char template_id[VS_TEMPLATE_SIZE];
    uint32_t backend; /* enum vs_backend */
    uint32_t project; /* tag of the guest's files in project and btrfs quota; 0 = none */
    uint32_t upper;   /* data/N/upper and data/N/work; unused by VS_BACKEND_TREE */
    uint32_t layers[VS_ROOT_LAYERS_MAX]; /* own lower layers data/N/upper, topmost first; 0 ends */
    char archive[VS_CHECKSUM_SIZE];      /* SHA-256 of what is packed; "" = not archived */
    uint64_t archived_entries;
};

/* guest: descriptor of guests/NAME. All return 0 or -errno. */
/* ENOENT: there is none; EBADMSG: it is not what we write; ENOLINK: the guest is archived. */
int vs_guest_root_read(int guest, struct vs_guest_root *ret_root);
/* The same, also of an archived guest. */
int vs_guest_root_read_any(int guest, struct vs_guest_root *ret_root);
/* Replaces it by rename. durable: on the disk when it returns, the rename included. */
int vs_guest_root_write(int guest, const struct vs_guest_root *root, bool durable);
/* The same after all of the file system is; the rename is on the disk once `guest` was synced. */
int vs_guest_root_write_after_all(int guest, const struct vs_guest_root *root);
