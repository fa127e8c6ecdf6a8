/*
 * A program of the host that runs inside a guest, which has no such file. What the guest gets to
 * see of it, by /proc/PID/exe, is a sealed copy in memory: nobody can write to it, and it is not
 * the file that the next guest's program is read from. Source: CVE-2019-5736.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "console.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10U /* 6.3: asked for, in case vm.memfd_noexec has another default */
#endif

#define SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)

static int copy_file(int from, int to)
{
    struct stat status;
    if (fstat(from, &status) < 0)
        return -errno;
    for (off_t left = status.st_size; left > 0;) {
        ssize_t n = sendfile(to, from, NULL, (size_t)left);
        if (n <= 0)
            return n < 0 ? -errno : -EIO;
        left -= n;
    }
    return 0;
}

static int open_memory(void)
{
    int fd = memfd_create("vs-sftp", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (fd < 0 && errno == EINVAL) /* before 6.3 */
        fd = memfd_create("vs-sftp", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd;
}

int open_program(struct console *console)
{
    char path[VS_PATH_SIZE * 2];
    (void)snprintf(path, sizeof(path), "%s/vs-sftp", console->layout.programs);
    cleanup_fd int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_fd int memory = file < 0 ? -1 : open_memory();
    if (file < 0 || memory < 0)
        return -errno;
    int r = copy_file(file, memory);
    if (r < 0)
        return r;
    if (fchmod(memory, 0555) < 0 || fcntl(memory, F_ADD_SEALS, SEALS) < 0)
        return -errno;
    console->program_fd = vs_steal_fd(&memory);
    return 0;
}
