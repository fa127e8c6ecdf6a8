/* The part of notify-decode.h that is about mount(2) and umount2(2). */
#pragma once
#include "notify-decode.h"

int vs_notify_decode_mount(const uint64_t *arguments, const struct vs_notify_copy *copies,
                           struct vs_notify_act *act);
int vs_notify_decode_umount(const uint64_t *arguments, const struct vs_notify_copy *copies,
                            struct vs_notify_act *act);
