/* A file as a block device, for as long as somebody uses it. */
#pragma once
#include <stdbool.h>

#define VS_LOOP_PATH_SIZE 24 /* "/dev/loop1048575" */

struct vs_loop {
    int fd;     /* the device; closing it lets it go, unless a file system is mounted from it */
    bool fresh; /* nobody else had the file attached */
    char path[VS_LOOP_PATH_SIZE];
};

/*
 * Attaches the file, or finds the device it is attached to already: one file on two devices would
 * be two file systems writing over each other. file is open for writing and is locked by flock(2)
 * through the device as long as that holds it. 0 or -errno; EBUSY: somebody else has locked it.
 */
int vs_loop_attach(int file, struct vs_loop *ret_loop);
/* The device that has the file now; ENOENT: none. */
int vs_loop_find(int file, struct vs_loop *ret_loop);
