/* Project numbers: never the same one twice, whatever the power does. */
#include "project.h"
#include "check.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "tree.h"
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define CHILDREN 8
#define EACH     100

static uint32_t allot(int storage)
{
    uint32_t project = 0;
    CHECK(vs_project_allot(storage, &project) == 0);
    CHECK(project >= VS_PROJECT_FIRST && project <= VS_PROJECT_LAST);
    return project;
}

static void put(int dir, const char *name, const char *text)
{
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
}

static void test_numbers_follow_each_other_beyond_what_is_put_aside_at_once(int storage)
{
    uint32_t first = allot(storage);
    CHECK(first == VS_PROJECT_FIRST);
    for (uint32_t i = 1; i < 700; i++)
        CHECK(allot(storage) == first + i);
}

static void allot_in_child(int storage, int out)
{
    uint32_t projects[EACH];
    if (fork() != 0)
        return;
    for (int i = 0; i < EACH; i++)
        projects[i] = allot(storage);
    _exit(write(out, projects, sizeof(projects)) == sizeof(projects) ? 0 : 1);
}

static void test_no_two_processes_get_the_same_number(int storage)
{
    int ends[2], status;
    uint32_t got[CHILDREN * EACH], from = allot(storage) + 1;
    static uint8_t seen[CHILDREN * EACH];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    for (int i = 0; i < CHILDREN; i++)
        allot_in_child(storage, ends[1]);
    for (int i = 0; i < CHILDREN; i++)
        CHECK(wait(&status) > 0 && status == 0);
    CHECK(read(ends[0], got, sizeof(got)) == sizeof(got));
    for (int i = 0; i < CHILDREN * EACH; i++) {
        CHECK(got[i] - from < CHILDREN * EACH && !seen[got[i] - from]);
        seen[got[i] - from] = 1;
    }
}

/* What was written last may be lost with the power; the reserve was on the disk before. */
static void test_after_a_new_boot_no_number_of_the_old_one_is_given_again(int storage)
{
    put(storage, "projects", "next=1442840580 reserved=1442841000 boot=another\n");
    CHECK(allot(storage) == 1442841000);
    CHECK(allot(storage) == 1442841001);
}

static void test_a_lost_counter_goes_on_after_the_guests_that_are_there(int storage)
{
    CHECK(mkdirat(storage, "guests", 0700) == 0 && mkdirat(storage, "guests/a", 0700) == 0);
    CHECK(mkdirat(storage, "bin", 0700) == 0 && mkdirat(storage, "bin/b.1", 0700) == 0);
    put(storage, "guests/a/root", "template=t\nproject=1442850000\n");
    put(storage, "bin/b.1/root", "template=t\nproject=1442850007\n");
    CHECK(unlinkat(storage, "projects", 0) == 0);
    CHECK(allot(storage) == 1442850008);
    put(storage, "projects", "next=0 reserved=0 boot=\n");
    CHECK(allot(storage) == 1442850008);
    put(storage, "projects", "\n");
    CHECK(allot(storage) == 1442850008);
}

static void test_the_last_number_is_the_last(int storage)
{
    put(storage, "projects", "next=2147483647 reserved=2147483647 boot=another\n");
    CHECK(allot(storage) == VS_PROJECT_LAST);
    uint32_t project;
    CHECK(vs_project_allot(storage, &project) == -ENOSPC);
    CHECK(vs_project_allot(storage, &project) == -ENOSPC);
}

int main(void)
{
    char path[] = "/tmp/vserver-project-XXXXXX";
    CHECK(mkdtemp(path));
    cleanup_fd int storage = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(storage >= 0);
    test_numbers_follow_each_other_beyond_what_is_put_aside_at_once(storage);
    test_no_two_processes_get_the_same_number(storage);
    test_after_a_new_boot_no_number_of_the_old_one_is_given_again(storage);
    test_a_lost_counter_goes_on_after_the_guests_that_are_there(storage);
    test_the_last_number_is_the_last(storage);
    cleanup_fd int parent = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(vs_tree_remove(parent, path + strlen("/tmp/")) == 0);
    return 0;
}
