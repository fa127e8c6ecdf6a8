#include "bpf-object.h"
#include "bpf-call.h"
#include "bpf-map.h"
#include "cleanup.h"
#include "file.h"
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>

#define BPFFS            "/sys/fs/bpf"
#define INSTRUCTIONS_MAX 4096 /* of one program; those loaded are far below */

static const struct vs_bpf_kind KINDS[] = {
    {"tc", BPF_PROG_TYPE_SCHED_CLS, 0},
    {"sk_lookup", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP},
    {"sockops", BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS},
    {"cgroup_skb/ingress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS},
    {"cgroup_skb/egress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS},
    {"cgroup/sock_create", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE},
    {"cgroup/sock_release", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE},
    {"cgroup/post_bind4", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND},
    {"cgroup/post_bind6", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND},
    {"cgroup/bind4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND},
    {"cgroup/bind6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND},
    {"cgroup/connect4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT},
    {"cgroup/connect6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT},
    {"cgroup/sendmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG},
    {"cgroup/sendmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG},
    {"cgroup/recvmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG},
    {"cgroup/recvmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG},
    {"cgroup/getsockname4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETSOCKNAME},
    {"cgroup/getsockname6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETSOCKNAME},
    {"cgroup/getpeername4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETPEERNAME},
    {"cgroup/getpeername6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETPEERNAME},
    {"cgroup/setsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT},
    {"cgroup/sysctl", BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL},
};

const struct vs_bpf_kind *vs_bpf_kind(const struct vs_bpf_program *program)
{
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
        if (!strcmp(KINDS[i].section, program->section))
            return &KINDS[i];
    return NULL;
}

int vs_bpf_map_index(const struct vs_bpf_object *object, const char *name)
{
    for (int i = 0; i < object->maps_count; i++)
        if (!strcmp(object->maps[i].name, name))
            return i;
    return -ENOENT;
}

int vs_bpf_program_index(const struct vs_bpf_object *object, const char *name)
{
    for (int i = 0; i < object->programs_count; i++)
        if (!strcmp(object->programs[i].name, name))
            return i;
    return -ENOENT;
}

/* Pins of several directories of one name under different mounts would be different things. */
int vs_bpf_pins(const char *instance, char *ret_path, size_t size)
{
    struct statfs found;
    int length = snprintf(ret_path, size, BPFFS "/%s", instance);
    if (length < 0 || (size_t)length >= size)
        return -ENAMETOOLONG;
    if (statfs(BPFFS, &found) < 0)
        return -errno;
    if (found.f_type != BPF_FS_MAGIC &&
        mount("bpf", BPFFS, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700") < 0)
        return -errno;
    return vs_make_directories(ret_path, 0700);
}

static int join(char *ret_path, const char *directory, const char *kind, const char *name)
{
    int length = snprintf(ret_path, VS_BPF_PATH_SIZE, "%s/%s%s", directory, kind, name);
    return length >= 0 && length < VS_BPF_PATH_SIZE ? 0 : -ENAMETOOLONG;
}

/* Somebody may have pinned it between our look and our pin: then theirs is used. */
static int pin_or_get(int made, const char *path)
{
    cleanup_fd int mine = made;
    int r = vs_bpf_pin(mine, path);
    if (r == -EEXIST)
        return vs_bpf_get(path);
    return r < 0 ? r : vs_steal_fd(&mine);
}

int vs_bpf_map_open(const char *pins, const char *name)
{
    char path[VS_BPF_PATH_SIZE];
    int r = join(path, pins, "maps/", name);
    return r < 0 ? r : vs_bpf_get(path);
}

/* bpffs changes the time of a directory with each of its entries. Source: kernel/bpf/inode.c. */
int vs_bpf_look(const char *pins, struct vs_bpf_seen *ret_seen)
{
    char path[VS_BPF_PATH_SIZE];
    struct stat found;
    int r = join(path, pins, "maps", "");
    if (r < 0)
        return r;
    if (stat(path, &found) < 0)
        return -errno;
    *ret_seen = (struct vs_bpf_seen){found.st_dev, found.st_ino, found.st_mtim};
    return 0;
}

bool vs_bpf_is_same(const struct vs_bpf_seen *one, const struct vs_bpf_seen *other)
{
    return one->inode != 0 && one->device == other->device && one->inode == other->inode &&
           one->changed.tv_sec == other->changed.tv_sec &&
           one->changed.tv_nsec == other->changed.tv_nsec;
}

/* A map of another size is of an older version: guests that run keep it with their programs. */
static int open_map(const struct vs_bpf_map *map, const char *pins)
{
    char path[VS_BPF_PATH_SIZE];
    if (!pins)
        return vs_bpf_map_make(map);
    int r = join(path, pins, "maps/", map->name);
    cleanup_fd int found = r < 0 ? r : vs_bpf_get(path);
    if (found >= 0 && vs_bpf_map_fits(found, map) == 0)
        return vs_steal_fd(&found);
    if (found >= 0 && unlink(path) < 0 && errno != ENOENT)
        return -errno;
    if (found < 0 && found != -ENOENT)
        return found;
    int made = vs_bpf_map_make(map);
    return made < 0 ? made : pin_or_get(made, path);
}

static int load(const struct vs_bpf_object *object, const struct vs_bpf_program *program,
                const int *maps, char *log, size_t log_size)
{
    uint64_t code[INSTRUCTIONS_MAX];
    const struct vs_bpf_kind *kind = vs_bpf_kind(program);
    if (!kind || program->count > INSTRUCTIONS_MAX)
        return -ENOEXEC;
    memcpy(code, program->code, program->count * sizeof(code[0]));
    for (int i = 0; i < program->fixes_count; i++) {
        struct bpf_insn *insn = (struct bpf_insn *)&code[program->fixes[i].instruction];
        insn->src_reg = BPF_PSEUDO_MAP_FD;
        insn->imm = maps[program->fixes[i].map];
    }
    union bpf_attr attr = {
        .prog_type = kind->type,
        .expected_attach_type = kind->attach,
        .insns = (uint64_t)(uintptr_t)code,
        .insn_cnt = program->count,
        .license = (uint64_t)(uintptr_t)object->license,
        .log_buf = (uint64_t)(uintptr_t)log,
        .log_size = log ? (uint32_t)log_size : 0,
        .log_level = log ? 1 : 0,
    };
    (void)snprintf(attr.prog_name, sizeof(attr.prog_name), "%.15s", program->name);
    return vs_bpf_call(BPF_PROG_LOAD, &attr);
}

struct place {
    const struct vs_bpf_object *object;
    const char *directory; /* of the pinned programs; NULL = none */
    char *log;
    size_t log_size;
};

static int open_program(const struct place *place, int index, const int *maps)
{
    char path[VS_BPF_PATH_SIZE];
    const struct vs_bpf_program *program = &place->object->programs[index];
    if (!place->directory)
        return load(place->object, program, maps, place->log, place->log_size);
    int r = join(path, place->directory, "", program->name);
    r = r < 0 ? r : vs_bpf_get(path);
    if (r != -ENOENT)
        return r;
    r = load(place->object, program, maps, place->log, place->log_size);
    return r < 0 ? r : pin_or_get(r, path);
}

static int open_all(const struct place *place, const char *pins, struct vs_bpf_loaded *loaded)
{
    int r = 0;
    for (int i = 0; r >= 0 && i < place->object->maps_count; i++)
        r = loaded->maps[i] = open_map(&place->object->maps[i], pins);
    for (int i = 0; r >= 0 && i < place->object->programs_count; i++)
        r = loaded->programs[i] = open_program(place, i, loaded->maps);
    return r < 0 ? r : 0;
}

static int make_directories(const struct vs_bpf_object *object, const char *pins, char *ret_path)
{
    char name[64];
    (void)snprintf(name, sizeof(name), "%.40s-%.16s", object->name, object->hash);
    int r = join(ret_path, pins, "maps", "");
    r = r < 0 ? r : vs_make_directories(ret_path, 0700);
    r = r < 0 ? r : join(ret_path, pins, "programs/", name);
    return r < 0 ? r : vs_make_directories(ret_path, 0700);
}

int vs_bpf_object_open(const struct vs_bpf_object *object, const char *pins,
                       struct vs_bpf_loaded *ret_loaded, char *log, size_t log_size)
{
    char directory[VS_BPF_PATH_SIZE];
    struct vs_bpf_loaded loaded = VS_BPF_NONE_LOADED;
    struct place place = {object, pins ? directory : NULL, log, log_size};
    if (object->maps_count > VS_BPF_MAPS_MAX || object->programs_count > VS_BPF_PROGRAMS_MAX)
        return -E2BIG;
    int r = pins ? make_directories(object, pins, directory) : 0;
    r = r < 0 ? r : open_all(&place, pins, &loaded);
    if (r < 0)
        vs_bpf_object_close(&loaded);
    else
        *ret_loaded = loaded;
    return r;
}

void vs_bpf_object_close(struct vs_bpf_loaded *loaded)
{
    for (int i = 0; i < VS_BPF_MAPS_MAX; i++)
        vs_close_fd(&loaded->maps[i]);
    for (int i = 0; i < VS_BPF_PROGRAMS_MAX; i++)
        vs_close_fd(&loaded->programs[i]);
}
