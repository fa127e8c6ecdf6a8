#include "shared-program.h"
#include "bpf-call.h"
#include "bpf/shared-bind.h"
#include "bpf/shared-connect.h"
#include "bpf/shared-guard.h"
#include "bpf/shared-listen.h"
#include "bpf/shared-name.h"
#include "bpf/shared-packet.h"
#include "bpf/shared-send.h"
#include "bpf/shared-sync.h"
#include "cleanup.h"
#include <errno.h>

static const struct vs_bpf_object *const OBJECTS[] = {
    &VS_BPF_SHARED_GUARD, &VS_BPF_SHARED_BIND,   &VS_BPF_SHARED_CONNECT, &VS_BPF_SHARED_SEND,
    &VS_BPF_SHARED_NAME,  &VS_BPF_SHARED_PACKET, &VS_BPF_SHARED_LISTEN,  &VS_BPF_SHARED_SYNC,
};
_Static_assert(sizeof(OBJECTS) / sizeof(OBJECTS[0]) == VS_SHARED_OBJECTS, "all of them");

void vs_shared_init(struct vs_shared_objects *objects)
{
    *objects = (struct vs_shared_objects){0};
    for (int i = 0; i < VS_SHARED_OBJECTS; i++)
        objects->loaded[i] = VS_BPF_NONE_LOADED;
}

/* The objects have maps in common: with the programs there, one descriptor of each will do. */
static void drop_doubles(struct vs_shared_objects *objects)
{
    for (int i = 0; i < VS_SHARED_OBJECTS; i++)
        for (int j = 0; j < OBJECTS[i]->maps_count; j++) {
            int *map = &objects->loaded[i].maps[j];
            if (vs_shared_map(objects, OBJECTS[i]->maps[j].name) != *map)
                vs_close_fd(map);
        }
}

static int read_ids(struct vs_shared_objects *objects)
{
    struct vs_shared_program programs[VS_SHARED_PROGRAMS] = {0};
    int r = 0;
    vs_shared_list(objects, programs);
    for (int i = 0; r == 0 && i < VS_SHARED_PROGRAMS; i++)
        r = vs_bpf_program_id(programs[i].fd, &objects->ids[i]);
    return r;
}

bool vs_shared_is_open(const char *pins, const struct vs_shared_objects *objects)
{
    struct vs_bpf_seen now;
    return vs_bpf_look(pins, &now) == 0 && vs_bpf_is_same(&objects->seen, &now);
}

int vs_shared_open(const char *pins, struct vs_shared_objects *objects)
{
    struct vs_bpf_seen seen = {0};
    int r = 0;
    if (pins && vs_bpf_look(pins, &seen) == 0 && vs_bpf_is_same(&objects->seen, &seen))
        return 0;
    vs_shared_close(objects);
    for (int i = 0; r == 0 && i < VS_SHARED_OBJECTS; i++)
        r = vs_bpf_object_open(OBJECTS[i], pins, &objects->loaded[i], NULL, 0);
    r = r < 0 ? r : read_ids(objects);
    drop_doubles(objects);
    if (r < 0)
        vs_shared_close(objects);
    else
        objects->seen = seen;
    return r;
}

void vs_shared_close(struct vs_shared_objects *objects)
{
    for (int i = 0; i < VS_SHARED_OBJECTS; i++)
        vs_bpf_object_close(&objects->loaded[i]);
    vs_shared_init(objects);
}

int vs_shared_map(const struct vs_shared_objects *objects, const char *name)
{
    for (int i = 0; i < VS_SHARED_OBJECTS; i++) {
        int index = vs_bpf_map_index(OBJECTS[i], name);
        if (index >= 0)
            return objects->loaded[i].maps[index];
    }
    return -ENOENT;
}

void vs_shared_list(const struct vs_shared_objects *objects,
                    struct vs_shared_program ret_programs[VS_SHARED_PROGRAMS])
{
    int count = 0;
    for (int i = 0; i < VS_SHARED_OBJECTS; i++)
        for (int j = 0; j < OBJECTS[i]->programs_count && count < VS_SHARED_PROGRAMS; j++) {
            const struct vs_bpf_program *program = &OBJECTS[i]->programs[j];
            const struct vs_bpf_kind *kind = vs_bpf_kind(program);
            if (kind->type != BPF_PROG_TYPE_SK_LOOKUP && kind->type != BPF_PROG_TYPE_SCHED_CLS)
                ret_programs[count++] = (struct vs_shared_program){
                    .name = program->name,
                    .type = kind->attach,
                    .fd = objects->loaded[i].programs[j],
                };
        }
    for (int i = 0; i < count; i++)
        ret_programs[i].id = objects->ids[i];
}

int vs_shared_find(const struct vs_shared_objects *objects, const char *name)
{
    for (int i = 0; i < VS_SHARED_OBJECTS; i++) {
        int index = vs_bpf_program_index(OBJECTS[i], name);
        if (index >= 0)
            return objects->loaded[i].programs[index];
    }
    return -ENOENT;
}
