/* The parts an image's functions share. Part of image.h. */
#pragma once
#include "image.h"
#include "loop.h"

/* What the superblock tells; while the image is mounted only the sizes are current. */
struct vs_image_super {
    struct vs_image_use use;
    uint32_t inodes_per_group;
    bool is_damaged; /* the kernel has met an error in it */
    bool has_journal_to_replay;
    bool counts_quota; /* of users and groups */
};

/* All return 0 or -errno. */
/* EBADMSG: it is no ext4. Source: kernel ext4/globals.rst, The Super Block. */
int vs_image_super(int image, struct vs_image_super *ret_super);
/* Repairs one that is damaged and nobody has attached; EBADMSG when that would lose something. */
int vs_image_mend(int guest, int image);
/* Returns the descriptor. */
int vs_image_open(int guest);
/* Attaches and mounts it, after a repair when it needs one. */
int vs_image_bring_up(int guest, int image, struct vs_loop *ret_loop, int *ret_mount);
int vs_image_use_of(int mount, struct vs_image_use *ret_use);
/* Replaces the image, which nobody has attached, by a copy of another size. */
int vs_image_rebuild(int guest, int image, uint64_t bytes);
