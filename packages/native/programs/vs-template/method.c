#include "method.h"

static const struct method METHODS[] = {
    {VS_TEMPLATE_DEBOOTSTRAP, .run = mmdebstrap_run, .uses_network = true, .step = "prepare"},
    {VS_TEMPLATE_TARBALL, .prepare = tarball_prepare, .run = tarball_run,
     .has_succeeded = tarball_has_succeeded, .step = "unpack"},
    {VS_TEMPLATE_RSYNC, .run = rsync_run, .uses_network = true,
     .has_succeeded = rsync_has_succeeded, .step = "copy"},
    {VS_TEMPLATE_GUEST, .prepare = guest_prepare, .copy = guest_copy, .step = "copy"},
    {VS_TEMPLATE_SKELETON, .run = skeleton_run, .step = "copy"},
};

const struct method *method_of(uint32_t number)
{
    for (size_t i = 0; i < sizeof(METHODS) / sizeof(METHODS[0]); i++)
        if (METHODS[i].number == number)
            return &METHODS[i];
    return NULL;
}
