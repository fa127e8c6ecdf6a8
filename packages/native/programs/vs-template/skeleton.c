/* A tree of empty directories, for guests of one program that is put there later. */
#include "kernel.h"
#include "method.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Source: Filesystem Hierarchy Standard 3.0; modes as Debian's base-files has them. */
static const struct {
    const char *path;
    mode_t mode;
} DIRECTORIES[] = {
    {"bin", 0755},     {"dev", 0755},       {"etc", 0755},       {"home", 0755},
    {"lib", 0755},     {"mnt", 0755},       {"opt", 0755},       {"proc", 0555},
    {"root", 0700},    {"run", 0755},       {"sbin", 0755},      {"srv", 0755},
    {"sys", 0555},     {"tmp", 01777},      {"usr", 0755},       {"usr/bin", 0755},
    {"usr/lib", 0755}, {"usr/local", 0755}, {"usr/sbin", 0755},  {"usr/share", 0755},
    {"var", 0755},     {"var/cache", 0755}, {"var/lib", 0755},   {"var/local", 0755},
    {"var/log", 0755}, {"var/opt", 0755},   {"var/spool", 0755}, {"var/tmp", 01777},
};

int skeleton_run(const struct build *build)
{
    (void)build;
    for (size_t i = 0; i < sizeof(DIRECTORIES) / sizeof(DIRECTORIES[0]); i++) {
        char path[64];
        (void)snprintf(path, sizeof(path), CONTEXT_TARGET "/%s", DIRECTORIES[i].path);
        if (mkdir(path, 0700) == 0 && chmod(path, DIRECTORIES[i].mode) == 0)
            continue;
        dprintf(2, "E: cannot make /%s: %s\n", DIRECTORIES[i].path, strerror(errno));
        return EXIT_FAILURE;
    }
    return 0;
}
