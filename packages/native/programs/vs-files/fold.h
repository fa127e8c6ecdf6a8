/* Layers and trees written out of views. */
#pragma once
#include "files.h"
#include "layer-file.h"

#define LINKS "links" /* in data/: other names of files while a layer is written */

/* data/NUMBER/upper: what `from` shows over `base`; on the disk when it returns. 0 or -errno. */
int write_layer(struct layer_files *layer, int from, int base, int data, uint32_t number);
/* The same as data/PATH; base may be -1. */
int write_tree(struct layer_files *layer, int from, int base, int data, const char *path);
/* All own lower layers into one. 0 or -errno. */
int fold_layers(struct files *files, int data);
