#include "pool.h"
#include "check.h"
#include "cleanup.h"
#include "pool-policy.h"
#include "stub.h"
#include "tree.h"
#include <string.h>
#include <sys/file.h>
#include <sys/xattr.h>

static int make_file(int dir, const char *name, const char *text, size_t size)
{
    int file = openat(dir, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CHECK(file >= 0);
    for (size_t at = 0; at < size; at += strlen(text))
        CHECK(write(file, text, strlen(text)) > 0);
    CHECK(ftruncate(file, (off_t)size) == 0);
    return file;
}

static void test_names_are_the_first_120_bits_of_the_sum(int dir)
{
    char name[VS_POOL_NAME_SIZE];
    cleanup_fd int file = make_file(dir, "abc", "abc", 3);
    /* SHA-256("abc") = ba7816bf 8f01cfea 414140de 5dae22|23… */
    CHECK(vs_pool_sum(file, 3, name) == 0);
    CHECK(!strcmp(name, "ungWv48Bz-pBQUDeXa4i"));
    CHECK(vs_pool_sum(file, 4, name) == -EAGAIN);
    CHECK(vs_pool_is_name(name) && !vs_pool_is_name("") && !vs_pool_is_name(".gWv48Bz-pBQUDeXa4i"));
    CHECK(!vs_pool_is_name("ungWv48Bz-pBQUDeXa4") && !vs_pool_is_name("ungWv48Bz-pBQUDeXa4iA"));
}

static struct statx status_of(int dir, const char *name)
{
    struct statx status;
    CHECK(statx(dir, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &status) == 0);
    return status;
}

static void test_a_files_own_inode_becomes_the_object(const struct vs_pool *pool, int dir)
{
    char name[VS_POOL_NAME_SIZE];
    cleanup_fd int one = make_file(dir, "one", "content ", 300000);
    cleanup_fd int same = make_file(dir, "same", "content ", 300000);
    CHECK(fsetxattr(one, "user.note", "x", 1, 0) == 0 && fchown(one, 5, 6) == 0);
    CHECK(vs_pool_sum(one, 300000, name) == 0);
    CHECK(vs_pool_has(pool, name, one, 300000) == 0);
    CHECK(vs_pool_add_link(pool, name, one, 300000) == 0);
    CHECK(status_of(pool->objects, name).stx_ino == status_of(dir, "one").stx_ino);
    CHECK(vs_pool_add_link(pool, name, one, 300000) == 1);
    CHECK(vs_pool_add_link(pool, name, same, 300000) == 1);
    CHECK(vs_pool_has(pool, name, same, 300000) == 1);
    CHECK(vs_pool_settle(pool, name) == 1 && status_of(pool->objects, name).stx_uid == 5);
    CHECK(unlinkat(dir, "one", 0) == 0);
    CHECK(vs_pool_settle(pool, name) == 0 && vs_pool_settle(pool, name) == 1);
    struct statx settled = status_of(pool->objects, name);
    CHECK(settled.stx_uid == 0 && settled.stx_gid == 0 && settled.stx_mode == (S_IFREG | 0400));
    CHECK(fgetxattr(one, "user.note", NULL, 0) < 0);
}

static void test_a_copy_is_the_same_object(const struct vs_pool *pool, int dir)
{
    char by_link[VS_POOL_NAME_SIZE], by_copy[VS_POOL_NAME_SIZE];
    cleanup_fd int file = make_file(dir, "copied", "other words ", 200001);
    CHECK(vs_pool_add_copy(pool, file, 200001, by_copy) == 0);
    CHECK(vs_pool_sum(file, 200001, by_link) == 0 && !strcmp(by_link, by_copy));
    CHECK(vs_pool_add_copy(pool, file, 200001, by_copy) == 1);
    CHECK(vs_pool_has(pool, by_copy, file, 200001) == 1);
    CHECK(vs_pool_add_copy(pool, file, 200002, by_copy) == -EAGAIN);
}

static void test_nothing_merges_into_a_damaged_object(const struct vs_pool *pool, int dir)
{
    char name[VS_POOL_NAME_SIZE];
    cleanup_fd int file = make_file(dir, "good", "good ", 9000);
    cleanup_fd int copy = make_file(dir, "again", "good ", 9000);
    CHECK(vs_pool_sum(file, 9000, name) == 0 && vs_pool_add_link(pool, name, file, 9000) == 0);
    CHECK(pwrite(file, "bad", 3, 8997) == 3);
    CHECK(vs_pool_add_link(pool, name, copy, 9000) == -EUCLEAN);
    CHECK(vs_pool_has(pool, name, copy, 9000) == 0);
    CHECK(ftruncate(file, 8999) == 0);
    CHECK(vs_pool_has(pool, name, copy, 9000) == 0);
}

static bool is_earlier(struct statx_timestamp one, struct statx_timestamp other)
{
    return one.tv_sec < other.tv_sec || (one.tv_sec == other.tv_sec && one.tv_nsec < other.tv_nsec);
}

static void test_while_a_sweep_looks_what_is_referred_to_becomes_younger(struct vs_pool *pool,
                                                                         int dir)
{
    char name[VS_POOL_NAME_SIZE];
    cleanup_fd int file = make_file(dir, "kept", "kept ", 5000);
    cleanup_fd int copy = make_file(dir, "kept-too", "kept ", 5000);
    CHECK(vs_pool_sum(file, 5000, name) == 0 && vs_pool_add_link(pool, name, file, 5000) == 0);
    struct statx before = status_of(pool->objects, name);
    CHECK(vs_pool_lock(pool, true) == 0 && vs_pool_mark(pool, true) == 0);
    vs_pool_unlock(pool);
    CHECK(vs_pool_lock(pool, false) == 0 && pool->is_marking);
    struct statx now = before;
    while (!is_earlier(before.stx_ctime, now.stx_ctime)) { /* the kernel's clock is coarse */
        CHECK(vs_pool_has(pool, name, copy, 5000) == 1);
        now = status_of(pool->objects, name);
    }
    CHECK(vs_pool_mark(pool, false) == 0);
    vs_pool_unlock(pool);
    CHECK(vs_pool_lock(pool, false) == 0 && !pool->is_marking);
    vs_pool_unlock(pool);
}

static void test_the_sweep_has_the_lock_alone(struct vs_pool *pool, int storage)
{
    struct vs_pool other;
    CHECK(vs_pool_open(storage, &other) == 0);
    CHECK(vs_pool_lock(pool, false) == 0 && vs_pool_lock(&other, false) == 0);
    CHECK(flock(other.root, LOCK_EX | LOCK_NB) < 0);
    vs_pool_unlock(pool);
    vs_pool_unlock(&other);
    CHECK(vs_pool_lock(&other, true) == 0 && flock(pool->root, LOCK_SH | LOCK_NB) < 0);
    vs_pool_close(&other);
}

static enum vs_plain policy(const char *const *path, const char *name, uint64_t size,
                            uint64_t blocks, uint16_t mode)
{
    const struct statx status = {.stx_size = size, .stx_blocks = blocks, .stx_mode = mode};
    enum vs_pool_zone zone = VS_ZONE_ROOT;
    for (; *path; path++)
        zone = vs_pool_zone_below(zone, *path);
    return vs_pool_policy(zone, name, &status);
}

#define PATH(...) ((const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static void test_small_private_sparse_and_secret_files_stay(void)
{
    CHECK(policy(PATH("usr", "lib"), "libc.so.6", 4096, 8, 0100755) == VS_PLAIN_NOT);
    CHECK(policy(PATH("usr", "lib"), "libc.so.6", 4095, 8, 0100755) == VS_PLAIN_SMALL);
    CHECK(policy(PATH("usr", "bin"), "sudo", 90000, 176, 0104711) == VS_PLAIN_PRIVATE);
    CHECK(policy(PATH("var"), "holes", 80000, 16, 0100644) == VS_PLAIN_SPARSE);
    CHECK(policy(PATH("var"), "data", 65536, 16, 0100644) == VS_PLAIN_NOT);
    CHECK(policy(PATH("var"), "huge", VS_POOL_FILE_MAX + 1, UINT32_MAX, 0100644) ==
          VS_PLAIN_SPARSE);
    CHECK(policy(PATH("etc"), "shadow-", 8192, 16, 0100644) == VS_PLAIN_SECRET);
    CHECK(policy(PATH("etc"), "gshadow", 8192, 16, 0100644) == VS_PLAIN_SECRET);
    CHECK(policy(PATH("etc", "ssh"), "ssh_host_rsa_key", 8192, 16, 0100644) == VS_PLAIN_SECRET);
    CHECK(policy(PATH("etc", "ssh"), "moduli", 500000, 1000, 0100644) == VS_PLAIN_NOT);
    CHECK(policy(PATH("etc", "ssl", "private", "a"), "b", 8192, 16, 0100644) == VS_PLAIN_SECRET);
    CHECK(policy(PATH("root"), "x", 8192, 16, 0100644) == VS_PLAIN_SECRET);
    CHECK(policy(PATH("root", "deep", "er"), "x", 8192, 16, 0100644) == VS_PLAIN_SECRET);
    CHECK(policy(PATH("home", "ada", ".ssh"), "x", 8192, 16, 0100644) == VS_PLAIN_SECRET);
    CHECK(policy(PATH("home", "ada"), "x", 8192, 16, 0100644) == VS_PLAIN_NOT);
    CHECK(policy(PATH("srv", "etc"), "shadow", 8192, 16, 0100644) == VS_PLAIN_NOT);
    CHECK(policy(PATH("srv", "root"), "x", 8192, 16, 0100644) == VS_PLAIN_NOT);
}

int main(void)
{
    char path[] = "/tmp/vs-pool-XXXXXX";
    struct vs_pool pool;
    test_small_private_sparse_and_secret_files_stay();
    if (geteuid() != 0) {
        (void)printf("skipped: needs root\n");
        return 0;
    }
    CHECK(mkdtemp(path));
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(vs_pool_open(dir, &pool) == 0);
    test_names_are_the_first_120_bits_of_the_sum(dir);
    test_a_files_own_inode_becomes_the_object(&pool, dir);
    test_a_copy_is_the_same_object(&pool, dir);
    test_nothing_merges_into_a_damaged_object(&pool, dir);
    test_while_a_sweep_looks_what_is_referred_to_becomes_younger(&pool, dir);
    test_the_sweep_has_the_lock_alone(&pool, dir);
    vs_pool_close(&pool);
    cleanup_fd int parent = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(vs_tree_remove(parent, path + strlen("/tmp/")) == 0);
    return 0;
}
