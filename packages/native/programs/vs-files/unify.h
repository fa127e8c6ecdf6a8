#pragma once
#include "files.h"
#include "poolize.h"

/* Tells what unify would do with all layers, the writable one too. 0 or -errno. */
int predict_layers(struct files *files, int data, struct vs_pool *pool);
