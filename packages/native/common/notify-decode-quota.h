/* The part of notify-decode.h that is about quotactl(2) and quotactl_fd(2). */
#pragma once
#include "notify-decode.h"

int vs_notify_decode_quota(const uint64_t *arguments, const struct vs_notify_copy *copies,
                           struct vs_notify_act *act);
int vs_notify_decode_quota_fd(const uint64_t *arguments, const struct vs_notify_copy *copies,
                              struct vs_notify_act *act);
/* Bytes that the last argument of a command points to and that are read, not filled; 0: none. */
uint32_t vs_notify_quota_input(uint32_t command);
