/* Is a request well formed? Each returns 0 or -EINVAL with the bad field as the stage. */
#pragma once
#include "failure.h"

int check_empty(const void *request, struct vs_failure *ret_failure);
int check_guest_name(const void *request, struct vs_failure *ret_failure);
int check_guest_create(const void *request, struct vs_failure *ret_failure);
int check_guest_start(const void *request, struct vs_failure *ret_failure);
int check_guest_stop(const void *request, struct vs_failure *ret_failure);
int check_guest_freeze(const void *request, struct vs_failure *ret_failure);
int check_limit_set(const void *request, struct vs_failure *ret_failure);
int check_console_open(const void *request, struct vs_failure *ret_failure);
int check_template_build(const void *request, struct vs_failure *ret_failure);
int check_share_name(const void *request, struct vs_failure *ret_failure);
int check_bulk_ask(const void *request, struct vs_failure *ret_failure);
int check_bulk_withdraw(const void *request, struct vs_failure *ret_failure);
int check_bulk_confirm(const void *request, struct vs_failure *ret_failure);
int check_storage_probe(const void *request, struct vs_failure *ret_failure);
int check_template_name(const void *request, struct vs_failure *ret_failure);
int check_files_start(const void *request, struct vs_failure *ret_failure);
int check_network_set(const void *request, struct vs_failure *ret_failure);
int check_firewall_set(const void *request, struct vs_failure *ret_failure);
int check_job_name(const void *request, struct vs_failure *ret_failure);
