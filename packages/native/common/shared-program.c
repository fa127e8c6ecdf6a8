#include "shared-program.h"
#include "bpf/shared-bind.h"
#include "bpf/shared-connect.h"
#include "bpf/shared-guard.h"
#include "bpf/shared-listen.h"
#include "bpf/shared-name.h"
#include "bpf/shared-packet.h"
#include "bpf/shared-send.h"
#include "bpf/shared-sync.h"
#include <errno.h>

static const struct vs_bpf_object *const OBJECTS[] = {
    &VS_BPF_SHARED_GUARD, &VS_BPF_SHARED_BIND,   &VS_BPF_SHARED_CONNECT, &VS_BPF_SHARED_SEND,
    &VS_BPF_SHARED_NAME,  &VS_BPF_SHARED_PACKET, &VS_BPF_SHARED_LISTEN,  &VS_BPF_SHARED_SYNC,
};
_Static_assert(sizeof(OBJECTS) / sizeof(OBJECTS[0]) == VS_SHARED_OBJECTS, "all of them");

static void clear(struct vs_shared_objects *objects)
{
    for (int i = 0; i < VS_SHARED_OBJECTS; i++)
        objects->loaded[i] = VS_BPF_NONE_LOADED;
}

int vs_shared_open(const char *pins, struct vs_shared_objects *ret_objects)
{
    struct vs_shared_objects objects;
    int r = 0;
    clear(&objects);
    for (int i = 0; r == 0 && i < VS_SHARED_OBJECTS; i++)
        r = vs_bpf_object_open(OBJECTS[i], pins, &objects.loaded[i], NULL, 0);
    if (r < 0)
        vs_shared_close(&objects);
    else
        *ret_objects = objects;
    return r;
}

void vs_shared_close(struct vs_shared_objects *objects)
{
    for (int i = 0; i < VS_SHARED_OBJECTS; i++)
        vs_bpf_object_close(&objects->loaded[i]);
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
                ret_programs[count++] = (struct vs_shared_program){program->name, kind->attach,
                                                                   objects->loaded[i].programs[j]};
        }
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
