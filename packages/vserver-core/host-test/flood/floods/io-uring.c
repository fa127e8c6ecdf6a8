/* Rings pin memory of the kernel, and open sockets past a filter. */
#include "../program/flood.h"

#include <linux/io_uring.h>

static void run(struct pressure *pressure)
{
    raise_open_files();
    while (pressing(pressure)) {
        struct io_uring_params params = {0};
        (void)note(pressure, syscall(SYS_io_uring_setup, 4096, &params));
    }
}

FLOOD("rings of io_uring", run, ENOSYS, EPERM, ENOMEM, EMFILE, KILLED)
