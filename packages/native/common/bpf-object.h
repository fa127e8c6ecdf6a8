/*
 * Objects of packet and socket programs, compiled ahead (bpf/, `make bpf`) and loaded with bpf(2)
 * alone. Maps and programs are pinned below a directory of the instance in bpffs: the first caller
 * makes them, everyone after that opens the same ones.
 */
#pragma once
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#define VS_BPF_PATH_SIZE    160
#define VS_BPF_MAPS_MAX     16
#define VS_BPF_PROGRAMS_MAX 32

struct vs_bpf_map {
    const char *name; /* at most 15 characters, as the kernel keeps them */
    uint32_t type, key_size, value_size, max_entries, flags;
};

struct vs_bpf_fix {
    uint16_t instruction, map;
};

struct vs_bpf_program {
    const char *name;
    const char *section; /* says its kind, see KINDS */
    const uint64_t *code;
    const struct vs_bpf_fix *fixes;
    uint16_t count, fixes_count;
};

struct vs_bpf_object {
    const char *name;
    const char *license;
    const char *hash; /* of maps and programs: another version has its own pins */
    const struct vs_bpf_map *maps;
    const struct vs_bpf_program *programs;
    uint16_t maps_count, programs_count;
};

/* Descriptors in the order of the object's tables; -1 = none. */
struct vs_bpf_loaded {
    int maps[VS_BPF_MAPS_MAX];
    int programs[VS_BPF_PROGRAMS_MAX];
};

struct vs_bpf_kind {
    const char *section;
    enum bpf_prog_type type;
    enum bpf_attach_type attach;
};

/* The pinned maps of an instance as they were when somebody opened them; zeros = never. */
struct vs_bpf_seen {
    dev_t device;
    ino_t inode;
    struct timespec changed;
};

/* All return 0, a descriptor where it says so, or -errno. */

/* The directory of an instance in bpffs; mounts bpffs at /sys/fs/bpf where nobody did. */
int vs_bpf_pins(const char *instance, char *ret_path, size_t size);
/*
 * Opens or makes the object's maps (PINS/maps/NAME) and programs (PINS/programs/OBJECT-HASH/NAME).
 * pins NULL: nothing is pinned, to try whether this kernel takes them. log, when not NULL, gets
 * what the verifier says about the program it refuses.
 */
int vs_bpf_object_open(const struct vs_bpf_object *object, const char *pins,
                       struct vs_bpf_loaded *ret_loaded, char *log, size_t log_size);
void vs_bpf_object_close(struct vs_bpf_loaded *loaded);
/* A map of the instance, pinned before by somebody who loaded an object with it: a descriptor. */
int vs_bpf_map_open(const char *pins, const char *name);
/*
 * Looks at the pinned maps before they are opened. What was opened then is still what is pinned as
 * long as a later look is the same: no pin of a map has come, gone or been replaced.
 */
int vs_bpf_look(const char *pins, struct vs_bpf_seen *ret_seen);
bool vs_bpf_is_same(const struct vs_bpf_seen *one, const struct vs_bpf_seen *other);
/* The place of a map or program of that name in the object's tables, or -ENOENT. */
int vs_bpf_map_index(const struct vs_bpf_object *object, const char *name);
int vs_bpf_program_index(const struct vs_bpf_object *object, const char *name);
/* NULL for a section nobody knows. */
const struct vs_bpf_kind *vs_bpf_kind(const struct vs_bpf_program *program);

#define cleanup_bpf __attribute__((cleanup(vs_bpf_object_close)))
#define VS_BPF_NONE_LOADED                                                                         \
    (struct vs_bpf_loaded)                                                                         \
    {                                                                                              \
        .maps = {[0 ... VS_BPF_MAPS_MAX - 1] = -1}, .programs = {                                  \
            [0 ... VS_BPF_PROGRAMS_MAX - 1] = -1                                                   \
        }                                                                                          \
    }
