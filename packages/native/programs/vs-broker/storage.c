#include "storage.h"
#include "cleanup.h"
#include "guest.h"
#include "kernel.h"
#include "self-test.h"
#include "state-file.h"
#include "storage-probe.h"
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#define POOL      "pool/.p"
#define COUNT     "pool-count"
#define COUNT_OLD 60000 /* ms: a million objects take a second or two to count */
#define SECTOR    512

static uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int storage_test_at_start(const struct vs_layout_record *layout)
{
    struct vs_self_test test;
    cleanup_fd int storage = open_storage(layout, ".");
    if (storage < 0)
        return storage;
    if (vs_self_test_enforcement(storage) != VS_ENFORCED_NOT)
        return 0;
    return vs_self_test_run(layout->data, &test);
}

uint64_t storage_limits_missing(const struct vs_layout_record *layout)
{
    cleanup_fd int storage = open_storage(layout, ".");
    return vs_self_test_missing(storage);
}

static int tell_test(int storage, struct vs_storage_reply *reply)
{
    struct vs_self_test test;
    if (vs_self_test_read(storage, &test) < 0)
        return 0;
    reply->test_error = test.failure.error;
    reply->tested_at = test.tested_at;
    memcpy(reply->test_stage, test.failure.stage, sizeof(reply->test_stage));
    reply->enforcement = vs_self_test_enforcement(storage);
    return 0;
}

static int tell_size(int storage, struct vs_storage_reply *reply)
{
    struct statvfs found;
    if (fstatvfs(storage, &found) < 0)
        return -errno;
    reply->bytes = found.f_blocks * found.f_frsize;
    reply->bytes_free = found.f_bavail * found.f_frsize;
    reply->inodes = found.f_files;
    reply->inodes_free = found.f_favail;
    return 0;
}

static int count_pool(int storage, uint64_t *ret_objects, uint64_t *ret_bytes)
{
    int fd = openat(storage, POOL, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_dir DIR *pool = fd < 0 ? NULL : fdopendir(fd);
    if (!pool)
        return -errno;
    for (struct dirent *entry; (entry = readdir(pool));) {
        struct stat object;
        if (fstatat(dirfd(pool), entry->d_name, &object, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISREG(object.st_mode))
            continue;
        *ret_objects += 1;
        *ret_bytes += (uint64_t)object.st_blocks * SECTOR;
    }
    return 0;
}

static int read_count(int storage, struct vs_storage_reply *reply)
{
    struct vs_state state;
    int r = vs_state_read(storage, COUNT, &state);
    r = r < 0 ? r : vs_state_get_u64(&state, "objects", &reply->pool_objects);
    r = r < 0 ? r : vs_state_get_u64(&state, "bytes", &reply->pool_bytes);
    return r < 0 ? r : vs_state_get_u64(&state, "counted_at", &reply->pool_counted_at);
}

/* Counted anew when the last count is old; what is told is never newer than its time. */
static void tell_pool(int storage, struct vs_storage_reply *reply)
{
    struct vs_state state;
    uint64_t objects = 0, bytes = 0, now = now_ms();
    if (read_count(storage, reply) == 0 && now - reply->pool_counted_at < COUNT_OLD)
        return;
    reply->pool_objects = reply->pool_bytes = VS_KEEP;
    if (count_pool(storage, &objects, &bytes) < 0)
        return;
    reply->pool_objects = objects;
    reply->pool_bytes = bytes;
    reply->pool_counted_at = now;
    vs_state_reset(&state);
    vs_state_add_u64(&state, "objects", objects);
    vs_state_add_u64(&state, "bytes", bytes);
    vs_state_add_u64(&state, "counted_at", now);
    (void)vs_state_write(storage, COUNT, &state, 0, false);
}

static uint32_t backends(uint32_t features)
{
    uint32_t found = 1u << VS_BACKEND_OVERLAY | 1u << VS_BACKEND_TREE;
    return features & VS_STORAGE_IMAGE ? found | 1u << VS_BACKEND_IMAGE : found;
}

int storage_probe(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_storage_probe *probe = request;
    struct vs_storage_reply *reply = (void *)ret_answer->bytes;
    struct vs_failure *failure = &ret_answer->failure;
    struct vs_self_test test;
    cleanup_fd int storage = open_storage(&broker->layout, ".");
    int r = vs_fail(failure, "storage", storage < 0 ? storage : 0);
    if (r == 0 && (probe->flags & VS_PROBE_SELF_TEST))
        r = vs_fail(failure, "self-test", vs_self_test_run(broker->layout.data, &test));
    if (r < 0)
        return r;
    reply->features = vs_storage_features(storage);
    if (broker->layout.features & VS_FEATURE_DATA_LAYER)
        reply->features |= VS_STORAGE_DATA_LAYER;
    if (broker->ccaps & VS_CCAP_QUOTA)
        reply->features |= VS_STORAGE_GUEST_QUOTA;
    reply->backends = backends(reply->features);
    r = vs_storage_filesystem(storage, reply->filesystem, sizeof(reply->filesystem));
    r = r < 0 ? r : tell_test(storage, reply);
    r = r < 0 ? r : tell_size(storage, reply);
    tell_pool(storage, reply);
    return vs_fail(failure, "storage", r);
}
