#include "files.h"

static const struct kind KINDS[] = {
    [VS_FILES_UNIFY] = {"unify", true, true, run_unify},
    [VS_FILES_FOLD] = {"fold", true, true, run_fold},
    [VS_FILES_CONVERT] = {"convert", true, true, run_convert},
    [VS_FILES_CLONE] = {"clone", true, true, run_clone},
    [VS_FILES_SWEEP] = {"sweep", false, false, run_sweep},
    [VS_FILES_VERIFY] = {"verify", false, false, run_verify},
    [VS_FILES_PREDICT] = {"predict", false, false, run_predict},
    [VS_FILES_MEASURE] = {"measure", false, false, run_measure},
};

const struct kind *kind_of(const struct files *files)
{
    uint32_t kind = files->request.kind;
    if (kind >= sizeof(KINDS) / sizeof(KINDS[0]) || !KINDS[kind].run)
        return NULL;
    return &KINDS[kind];
}
