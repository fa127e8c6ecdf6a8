#include "files.h"

static const struct kind KINDS[] = {
    [VS_FILES_MEASURE] = {"measure", false, false, run_measure},
};

const struct kind *kind_of(const struct files *files)
{
    uint32_t kind = files->request.kind;
    if (kind >= sizeof(KINDS) / sizeof(KINDS[0]) || !KINDS[kind].run)
        return NULL;
    return &KINDS[kind];
}
