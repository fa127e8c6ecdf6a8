/* Maps of an object: made, and given a type where the kernel wants to know it. */
#pragma once
#include "bpf-object.h"

/* A descriptor or -errno. */
int vs_bpf_map_make(const struct vs_bpf_map *map);
/* Whether an open map has the size and kind of the definition. */
int vs_bpf_map_fits(int fd, const struct vs_bpf_map *map);
