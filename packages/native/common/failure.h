/* What a program tells its parent: 0 and no stage for success, else -errno and the step. */
#pragma once
#include "protocol.h"
#include <stdio.h>

struct vs_failure {
    int32_t error; /* 0 or -errno */
    char stage[VS_STAGE_SIZE];
};

_Static_assert(sizeof(struct vs_failure) == 4 + VS_STAGE_SIZE, "no padding");

/* Records the first failure only: undo steps that fail later must not hide the cause. */
static inline int vs_fail(struct vs_failure *failure, const char *stage, int error)
{
    if (error < 0 && failure->error == 0) {
        failure->error = error;
        (void)snprintf(failure->stage, sizeof(failure->stage), "%s", stage);
    }
    return error;
}
