/* Which answers of the kernel are made the guest's, and how. */
#include "statfs-view.h"
#include "check.h"
#include <linux/magic.h>
#include <string.h>

#define MIB (1024ull * 1024)

static const struct vs_statfs_view VIEW = {
    .group = "/sys/fs/btrfs/ID/qgroups/1_7",
    .data = {{0x1111, 0x2200}},
    .storage = {{0x1111, 0x2205}},
    .overlay = {{0x3333, 0x4444}},
    .has_overlay = true,
};

static struct statfs found_as(unsigned long type, uint32_t first, uint32_t second)
{
    struct statfs found = {.f_bsize = 4096, .f_frsize = 4096};
    const uint32_t id[2] = {first, second};
    found.f_type = (__typeof__(found.f_type))type;
    memcpy(&found.f_fsid, id, sizeof(id));
    found.f_blocks = 1000 * MIB / 4096;
    found.f_bfree = 900 * MIB / 4096;
    found.f_bavail = 800 * MIB / 4096;
    return found;
}

static bool has(const struct vs_statfs_view *view, unsigned long type, uint32_t first,
                uint32_t second)
{
    struct statfs found = found_as(type, first, second);
    return vs_statfs_view_has(view, &found);
}

static void test_only_the_guests_own_files_are_its_own(void)
{
    struct vs_statfs_view tree = VIEW;
    tree.has_overlay = false;
    CHECK(has(&VIEW, OVERLAYFS_SUPER_MAGIC, 0x3333, 0x4444));
    CHECK(!has(&VIEW, OVERLAYFS_SUPER_MAGIC, 0x3333, 0x4445));
    CHECK(!has(&tree, OVERLAYFS_SUPER_MAGIC, 0x3333, 0x4444));
    CHECK(has(&VIEW, BTRFS_SUPER_MAGIC, 0x1111, 0x2200));  /* its raw directory */
    CHECK(has(&VIEW, BTRFS_SUPER_MAGIC, 0x1111, 0x2300));  /* a subvolume of its own */
    CHECK(!has(&VIEW, BTRFS_SUPER_MAGIC, 0x1111, 0x2205)); /* a shared area */
    CHECK(!has(&VIEW, BTRFS_SUPER_MAGIC, 0x1112, 0x2200)); /* another btrfs */
    CHECK(!has(&VIEW, TMPFS_MAGIC, 0x1111, 0x2200) && !has(&VIEW, PROC_SUPER_MAGIC, 0, 0));
}

static void test_the_limit_is_the_size(void)
{
    struct vs_subvolume_use use = {.limit_bytes = 64 * MIB, .used_bytes = 24 * MIB};
    struct statfs found = found_as(BTRFS_SUPER_MAGIC, 1, 2);
    CHECK(vs_statfs_view_limit(&use, &found));
    CHECK(found.f_blocks == 64 * MIB / 4096 && found.f_bfree == 40 * MIB / 4096);
    CHECK(found.f_bavail == 40 * MIB / 4096 && found.f_bsize == 4096);
}

static void test_nothing_is_left_beyond_the_limit_or_the_disk(void)
{
    struct vs_subvolume_use over = {.limit_bytes = 64 * MIB, .used_bytes = 65 * MIB};
    struct vs_subvolume_use wide = {.limit_bytes = 900 * MIB, .used_bytes = 1 * MIB};
    struct statfs found = found_as(BTRFS_SUPER_MAGIC, 1, 2);
    CHECK(vs_statfs_view_limit(&over, &found) && found.f_bfree == 0 && found.f_bavail == 0);
    found = found_as(BTRFS_SUPER_MAGIC, 1, 2);
    CHECK(vs_statfs_view_limit(&wide, &found) && found.f_bavail == 800 * MIB / 4096);
    CHECK(found.f_blocks - found.f_bfree == 1 * MIB / 4096);
}

static void test_without_a_limit_the_answer_stays_the_kernels(void)
{
    struct vs_subvolume_use none = {.limit_bytes = VS_INFINITY, .used_bytes = MIB};
    struct vs_subvolume_use large = {.limit_bytes = 1000 * MIB, .used_bytes = MIB};
    struct statfs before = found_as(BTRFS_SUPER_MAGIC, 1, 2), found = before;
    CHECK(!vs_statfs_view_limit(&none, &found) && !vs_statfs_view_limit(&large, &found));
    CHECK(!memcmp(&found, &before, sizeof(found)));
}

int main(void)
{
    test_only_the_guests_own_files_are_its_own();
    test_the_limit_is_the_size();
    test_nothing_is_left_beyond_the_limit_or_the_disk();
    test_without_a_limit_the_answer_stays_the_kernels();
    return 0;
}
