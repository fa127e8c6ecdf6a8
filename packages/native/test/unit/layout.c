#include "layout.h"
#include "cgroup.h"
#include "check.h"
#include "idmap.h"
#include <errno.h>
#include <string.h>

static const struct vs_layout_record LAYOUT = {
    .instance = "vserver", .group = "vserver", .run = "/run/vserver", .data = "/var/lib/vserver"};

static void test_paths(void)
{
    char path[VS_PATH_SIZE];
    CHECK(vs_layout_run(&LAYOUT, "guests", "web1", "state", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "/run/vserver/guests/web1/state"));
    CHECK(vs_layout_run(&LAYOUT, "guests", "web1", "", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "/run/vserver/guests/web1"));
    CHECK(vs_layout_storage(&LAYOUT, "guests", "web1", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "/var/lib/vserver/storage/guests/web1"));
    CHECK(vs_layout_storage(&LAYOUT, "bin", "", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "/var/lib/vserver/storage/bin"));
    CHECK(vs_layout_group(&LAYOUT, "web1", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "vserver/web1"));
}

static void test_a_path_is_never_cut(void)
{
    char path[16];
    CHECK(vs_layout_run(&LAYOUT, "guests", "web1", "", path, sizeof(path)) == -ENAMETOOLONG);
    CHECK(vs_layout_storage(&LAYOUT, "guests", "web1", path, sizeof(path)) == -ENAMETOOLONG);
    CHECK(vs_layout_group(&LAYOUT, "web1-web1", path, sizeof(path)) == -ENAMETOOLONG);
}

static void test_cgroup_paths_by_controller(void)
{
    char path[VS_PATH_SIZE];
    struct vs_cgroup_host host = {
        .mode = VS_CGROUP_HYBRID,
        .v1_count = 2,
        .unified = "/sys/fs/cgroup/unified",
        .v1 = {{"/sys/fs/cgroup/cpu,cpuacct", VS_CONTROLLER_CPU | VS_CONTROLLER_CPUACCT},
               {"/sys/fs/cgroup/memory", VS_CONTROLLER_MEMORY}}};
    CHECK(vs_cgroup_path(&host, VS_CONTROLLER_CPUACCT, "v/g", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "/sys/fs/cgroup/cpu,cpuacct/v/g"));
    CHECK(vs_cgroup_path(&host, VS_CONTROLLER_MEMORY, "v/g", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "/sys/fs/cgroup/memory/v/g"));
    CHECK(vs_cgroup_path(&host, VS_CONTROLLER_PIDS, "v/g", path, sizeof(path)) == -ENOENT);
    host.mode = VS_CGROUP_V2;
    CHECK(vs_cgroup_path(&host, VS_CONTROLLER_PIDS, "v/g", path, sizeof(path)) == 0);
    CHECK(!strcmp(path, "/sys/fs/cgroup/unified/v/g"));
}

static void test_id_ranges_are_disjoint_and_below_the_top(void)
{
    CHECK(vs_idmap_base(3) == vs_idmap_base(2) + 65536);
    CHECK((uint64_t)vs_idmap_base(36000) + 65535 < UINT32_MAX);
}

int main(void)
{
    test_paths();
    test_a_path_is_never_cut();
    test_cgroup_paths_by_controller();
    test_id_ranges_are_disjoint_and_below_the_top();
    return 0;
}
