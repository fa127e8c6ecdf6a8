#include "memory-file.h"
#include "cleanup.h"
#include "kernel.h"
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define HEAD_SIZE (offsetof(struct slot, name) + VS_NAME_SIZE)

static int map(int fd, size_t size, int protection, void **ret_memory)
{
    void *memory = mmap(NULL, size, protection, MAP_SHARED, fd, 0);
    *ret_memory = memory;
    return memory == MAP_FAILED ? -errno : 0;
}

static void describe(struct shared *shared)
{
    shared->slot_count = GUESTS_MAX;
    shared->slot_size = sizeof(struct slot);
    shared->slots_at = offsetof(struct shared, slots);
    shared->version = SHARED_VERSION;
}

int memory_file_new(int *ret_fd, struct shared **ret_shared)
{
    void *memory;
    cleanup_fd int fd = memfd_create("vs-proc", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, sizeof(struct shared)) < 0)
        return -errno;
    int r = map(fd, sizeof(struct shared), PROT_READ | PROT_WRITE, &memory);
    if (r < 0)
        return r;
    describe(memory);
    *ret_shared = memory;
    *ret_fd = vs_steal_fd(&fd);
    return 0;
}

/* Numbers and names of guests are what mounts in running guests refer to. */
static void copy_guests(const uint8_t *old, size_t size, struct shared *to)
{
    struct shared head;
    memcpy(&head, old, offsetof(struct shared, next_handle));
    for (uint32_t i = 0; i < head.slot_count && i < GUESTS_MAX; i++) {
        uint64_t at = head.slots_at + (uint64_t)i * head.slot_size;
        if (head.slot_size < HEAD_SIZE || at + HEAD_SIZE > size)
            return;
        memcpy(&to->slots[i], old + at, HEAD_SIZE);
        to->slots[i].clock_now = 0;
    }
}

static int convert(int old_fd, size_t size, int *ret_fd, struct shared **ret_shared)
{
    void *old;
    int r = map(old_fd, size, PROT_READ, &old);
    if (r < 0)
        return r;
    r = memory_file_new(ret_fd, ret_shared);
    if (r == 0)
        copy_guests(old, size, *ret_shared);
    (void)munmap(old, size);
    return r;
}

static bool is_ours(const struct shared *shared)
{
    return shared->version == SHARED_VERSION && shared->slot_count == GUESTS_MAX &&
           shared->slot_size == sizeof(struct slot) &&
           shared->slots_at == offsetof(struct shared, slots);
}

int memory_file_take(int old_fd, int *ret_fd, struct shared **ret_shared)
{
    struct stat found;
    void *memory;
    if (fstat(old_fd, &found) < 0)
        return -errno;
    if ((size_t)found.st_size < offsetof(struct shared, request))
        return -EINVAL;
    if ((size_t)found.st_size != sizeof(struct shared))
        return convert(old_fd, (size_t)found.st_size, ret_fd, ret_shared);
    int r = map(old_fd, sizeof(struct shared), PROT_READ | PROT_WRITE, &memory);
    if (r < 0)
        return r;
    if (!is_ours(memory)) {
        (void)munmap(memory, sizeof(struct shared));
        return convert(old_fd, (size_t)found.st_size, ret_fd, ret_shared);
    }
    *ret_shared = memory;
    *ret_fd = fcntl(old_fd, F_DUPFD_CLOEXEC, 0);
    return *ret_fd < 0 ? -errno : 0;
}
