#include "files.h"

static const struct kind KINDS[] = {
    [VS_FILES_UNIFY] = {"unify", true, true, false, run_unify},
    [VS_FILES_FOLD] = {"fold", true, true, false, run_fold},
    [VS_FILES_CONVERT] = {"convert", true, true, false, run_convert},
    [VS_FILES_CLONE] = {"clone", true, true, false, run_clone},
    [VS_FILES_SWEEP] = {"sweep", false, false, false, run_sweep},
    [VS_FILES_VERIFY] = {"verify", false, false, true, run_verify},
    [VS_FILES_PREDICT] = {"predict", false, false, false, run_predict},
    [VS_FILES_MEASURE] = {"measure", false, false, false, run_measure},
    [VS_FILES_ARCHIVE] = {"archive", true, false, true, run_archive},
    [VS_FILES_UNARCHIVE] = {"unarchive", true, true, true, run_unarchive},
};

const struct kind *kind_of(const struct files *files)
{
    uint32_t kind = files->request.kind;
    if (kind >= sizeof(KINDS) / sizeof(KINDS[0]) || !KINDS[kind].run)
        return NULL;
    return &KINDS[kind];
}
