#include "check.h"
#include "cleanup.h"
#include "file.h"
#include "state-file.h"
#include "template-state.h"
#include "tree.h"
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

static char root[] = "/tmp/vs-publish-XXXXXX";
static struct vs_layout_record layout;

static const char *at(const char *format, ...) __attribute__((format(printf, 1, 2)));
static const char *at(const char *format, ...)
{
    static char path[256];
    va_list list;
    int length = snprintf(path, sizeof(path), "%s/", root);
    va_start(list, format);
    (void)vsnprintf(path + length, sizeof(path) - (size_t)length, format, list);
    va_end(list);
    return path;
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static void put_file(const char *path)
{
    cleanup_fd int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
}

static void put_tree(const char *name, bool is_ready)
{
    CHECK(vs_make_directories(at("data/storage/templates/%s/rootfs/etc", name), 0755) == 0);
    put_file(at("data/storage/templates/%s/rootfs/etc/passwd", name));
    if (is_ready)
        put_file(at("data/storage/templates/%s/ready", name));
}

static void put_state(const char *id, const char *word)
{
    cleanup_fd int dir = -1;
    struct vs_template_state state = {.state = word, .step = "done", .percent = 100};
    CHECK(vs_template_lock(&layout, id, &dir) == 0);
    CHECK(vs_template_write(&layout, dir, &state) == 0);
}

static void expect_state(const char *id, const char *word)
{
    struct vs_state state;
    char found[16] = "";
    CHECK(vs_state_read(AT_FDCWD, at("run/templates/%s/state", id), &state) == 0);
    CHECK(vs_state_get(&state, "state", found, sizeof(found)) == 0);
    CHECK(!strcmp(found, word));
}

static void test_a_finished_tree_is_told_as_ready(void)
{
    put_tree("whole", true);
    put_tree("half", false);
    CHECK(vs_template_publish(&layout) == 0);
    expect_state("whole", "ready");
    CHECK(!exists(at("run/templates/half")));
}

static void test_ready_without_a_tree_is_withdrawn(void)
{
    put_tree("whole", true);
    put_state("whole", "ready");
    put_state("gone", "ready");
    put_state("broken", "failed");
    put_state("died", "building");
    CHECK(vs_template_publish(&layout) == 0);
    expect_state("whole", "ready");
    expect_state("broken", "failed"); /* it promises nothing, and tells why */
    CHECK(!exists(at("run/templates/gone")));
    CHECK(!exists(at("run/templates/died")));
}

static void test_the_tree_of_a_dead_builder_goes_and_is_told(void)
{
    put_tree(".crashed.building", false);
    put_state("crashed", "building");
    CHECK(vs_template_publish(&layout) == 0);
    CHECK(!exists(at("data/storage/templates/.crashed.building")));
    expect_state("crashed", "failed");
}

static void test_a_second_build_that_died_leaves_the_finished_template(void)
{
    put_tree("whole", true);
    put_tree(".whole.building", false);
    CHECK(vs_template_publish(&layout) == 0);
    CHECK(!exists(at("data/storage/templates/.whole.building")));
    CHECK(exists(at("data/storage/templates/whole/rootfs/etc/passwd")));
    expect_state("whole", "ready");
}

static void test_what_a_living_builder_does_is_left_alone(void)
{
    cleanup_fd int builder = -1;
    put_tree(".alive.building", false);
    put_state("alive", "building");
    CHECK(vs_template_lock(&layout, "alive", &builder) == 0);
    CHECK(vs_template_publish(&layout) == 0);
    CHECK(exists(at("data/storage/templates/.alive.building/rootfs/etc/passwd")));
    expect_state("alive", "building");
}

static void test_foreign_names_are_not_touched(void)
{
    CHECK(vs_make_directories(at("run/templates/Not An Id"), 0755) == 0);
    put_tree(".Not An Id.building", false);
    CHECK(vs_template_publish(&layout) == 0);
    CHECK(exists(at("run/templates/Not An Id")));
    CHECK(exists(at("data/storage/templates/.Not An Id.building")));
}

static void (*const TESTS[])(void) = {
    test_a_finished_tree_is_told_as_ready,
    test_ready_without_a_tree_is_withdrawn,
    test_the_tree_of_a_dead_builder_goes_and_is_told,
    test_a_second_build_that_died_leaves_the_finished_template,
    test_what_a_living_builder_does_is_left_alone,
    test_foreign_names_are_not_touched,
};

int main(void)
{
    if (geteuid() != 0) {
        (void)puts("skipped: states belong to root");
        return 0;
    }
    CHECK(mkdtemp(root));
    cleanup_fd int dir = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    (void)snprintf(layout.run, sizeof(layout.run), "%s/run", root);
    (void)snprintf(layout.data, sizeof(layout.data), "%s/data", root);
    for (size_t i = 0; i < sizeof(TESTS) / sizeof(TESTS[0]); i++) {
        TESTS[i]();
        CHECK(vs_tree_remove(dir, "run") == 0);
        CHECK(vs_tree_remove(dir, "data") == 0);
    }
    CHECK(rmdir(root) == 0);
    return 0;
}
