/* The numbered layers in a guest's data/. */
#pragma once
#include "files.h"

/* All return 0 or -errno. */
int open_data(const struct place *place, int *ret_fd);
/*
 * For views: overlay takes detached layers only since 6.15. Over the job's own directory, where
 * only this job sees it; a guest's directory could then not be renamed.
 */
int attach_data(const struct files *files, const struct place *place, int data);
/* The names in it are on the disk when it returns. */
int sync_data(int data);
/* All of the file system that it lies on. */
int sync_all(int data);
/* data/NUMBER/upper. */
int open_layer(int data, uint32_t number, int *ret_fd);
/* data/NUMBER/{upper,work}, which the caller syncs; upper's root has the attributes of like. */
int make_layer(int data, uint32_t number, int like);
/* A root directory of the topmost layer hides those below it: this gives it what `like` shows. */
int dress_layer(int data, uint32_t number, int like);
/* Removes layers that the root file does not name: a job that died has left them. */
int remove_strays(int data, const struct vs_guest_root *root);
int count_strays(int data, const struct vs_guest_root *root, unsigned *ret_count);
int remove_layer(int data, uint32_t number);
/* 1: nothing is in it. */
int is_empty(int dir);
/*
 * Of a lower layer, which nobody changes: by this policy, nothing in it is left for the pool. The
 * mark is an attribute of data/NUMBER and only spares a walk: it may be lost, not be wrong.
 */
bool is_pooled(int data, uint32_t number);
void mark_pooled(int data, uint32_t number);

uint32_t free_number(const struct vs_guest_root *root);
unsigned count_layers(const struct vs_guest_root *root);
