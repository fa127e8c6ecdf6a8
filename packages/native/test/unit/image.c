/* Images as files: what needs no mount of them. */
#include "image.h"
#include "check.h"
#include "cleanup.h"
#include "image-file.h"
#include "kernel.h"
#include "protocol.h"
#include "tree.h"
#include <string.h>
#include <sys/stat.h>

#define MIB (UINT64_C(1) << 20)

static int make(int guest, uint64_t bytes, uint64_t inodes)
{
    const struct vs_image_size size = {bytes, inodes};
    (void)unlinkat(guest, VS_IMAGE_NAME, 0);
    return vs_image_make(guest, "from", &size);
}

static void test_it_has_exactly_the_size_asked_for_and_hardly_occupies_any(int guest)
{
    struct vs_image_use use;
    struct stat status;
    CHECK(make(guest, 640 * MIB, VS_INFINITY) == 0);
    CHECK(vs_image_use(guest, &use) == 0);
    CHECK(use.size.bytes == 640 * MIB);
    CHECK(use.used.bytes > 16 * MIB && use.used.bytes < 32 * MIB); /* journal and tables */
    CHECK(fstatat(guest, VS_IMAGE_NAME, &status, 0) == 0);
    CHECK(status.st_size == (off_t)(640 * MIB) && status.st_blocks * 512 < (off_t)(2 * MIB));
}

static void test_it_has_the_inodes_asked_for_up_to_a_whole_block_in_each_group(int guest)
{
    struct vs_image_use use;
    CHECK(make(guest, 256 * MIB, 500) == 0);
    CHECK(vs_image_use(guest, &use) == 0);
    CHECK(use.size.inodes >= 500 && use.size.inodes < 500 + 2 * 16);
}

static void test_sizes_that_ext4_cannot_have_are_refused(int guest)
{
    CHECK(make(guest, VS_IMAGE_MIN - VS_IMAGE_BLOCK, VS_INFINITY) == -ERANGE);
    CHECK(make(guest, 64 * MIB + 1, VS_INFINITY) == -ERANGE);
    CHECK(make(guest, 64 * MIB, 64 * MIB) == -ERANGE);
    CHECK(faccessat(guest, VS_IMAGE_NAME, F_OK, 0) < 0 && errno == ENOENT);
}

static int resize(int guest, uint64_t bytes)
{
    cleanup_fd int image = vs_image_open(guest);
    CHECK(image >= 0);
    return vs_image_rebuild(guest, image, bytes);
}

static void test_a_copy_is_larger_or_smaller_and_keeps_what_is_in_it(int guest)
{
    struct vs_image_use before, after;
    CHECK(make(guest, 128 * MIB, VS_INFINITY) == 0);
    CHECK(vs_image_use(guest, &before) == 0);
    CHECK(resize(guest, 256 * MIB) == 0);
    CHECK(vs_image_use(guest, &after) == 0 && after.size.bytes == 256 * MIB);
    CHECK(after.used.inodes == before.used.inodes);
    CHECK(resize(guest, 64 * MIB) == 0);
    CHECK(vs_image_use(guest, &after) == 0 && after.size.bytes == 64 * MIB);
    CHECK(after.used.inodes == before.used.inodes);
}

static void fill(int guest, const char *path, size_t mib)
{
    static char block[1 << 20];
    memset(block, 'x', sizeof(block));
    cleanup_fd int file = openat(guest, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    for (size_t i = 0; i < mib; i++)
        CHECK(write(file, block, sizeof(block)) == sizeof(block));
}

static void test_what_does_not_fit_is_refused_and_stays_as_it_was(int guest)
{
    struct vs_image_use use;
    fill(guest, "from/large", 40);
    CHECK(make(guest, 128 * MIB, VS_INFINITY) == 0);
    CHECK(resize(guest, 32 * MIB) == -EBUSY);
    CHECK(vs_image_use(guest, &use) == 0 && use.size.bytes == 128 * MIB);
    CHECK(faccessat(guest, VS_IMAGE_NAME ".new", F_OK, 0) < 0 && errno == ENOENT);
    CHECK(make(guest, 32 * MIB, VS_INFINITY) == -EIO);
    CHECK(faccessat(guest, VS_IMAGE_NAME, F_OK, 0) < 0 && errno == ENOENT);
    CHECK(unlinkat(guest, "from/large", 0) == 0);
}

static void test_a_file_that_is_no_file_system_is_not_taken_for_one(int guest)
{
    struct vs_image_use use;
    fill(guest, VS_IMAGE_NAME, 16);
    CHECK(vs_image_use(guest, &use) == -EBADMSG);
    CHECK(unlinkat(guest, VS_IMAGE_NAME, 0) == 0);
}

static void allow_percent(int guests, const char *text)
{
    cleanup_fd int file =
        openat(guests, "../image-overcommit", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
}

static void test_promises_are_kept_below_what_is_free(int guests, int guest)
{
    CHECK(make(guest, 64 * MIB, VS_INFINITY) == 0);
    cleanup_fd int lock = vs_image_reserve(guests, 16 * MIB, NULL);
    CHECK(lock >= 0);
    vs_close_fd(&lock);
    CHECK(vs_image_reserve(guests, VS_IMAGE_MAX, NULL) == -ENOSPC);
    allow_percent(guests, "0\n");
    CHECK(vs_image_reserve(guests, 16 * MIB, NULL) == -ENOSPC);
    allow_percent(guests, "100000\n");
    lock = vs_image_reserve(guests, VS_IMAGE_MAX, NULL);
    CHECK(lock >= 0);
}

int main(void)
{
    char path[] = "/tmp/vs-unit-image-XXXXXX";
    CHECK(mkdtemp(path));
    cleanup_fd int top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(mkdirat(top, "guests", 0700) == 0 && mkdirat(top, "guests/web1", 0700) == 0 &&
          mkdirat(top, "guests/web1/from", 0755) == 0);
    cleanup_fd int guests = openat(top, "guests", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int guest = openat(guests, "web1", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    test_it_has_exactly_the_size_asked_for_and_hardly_occupies_any(guest);
    test_it_has_the_inodes_asked_for_up_to_a_whole_block_in_each_group(guest);
    test_sizes_that_ext4_cannot_have_are_refused(guest);
    test_a_copy_is_larger_or_smaller_and_keeps_what_is_in_it(guest);
    test_what_does_not_fit_is_refused_and_stays_as_it_was(guest);
    test_a_file_that_is_no_file_system_is_not_taken_for_one(guest);
    test_promises_are_kept_below_what_is_free(guests, guest);
    cleanup_fd int above = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(vs_tree_remove(above, path + strlen("/tmp/")) == 0);
    return 0;
}
