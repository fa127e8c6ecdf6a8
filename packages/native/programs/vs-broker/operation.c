#include "operation.h"
#include "attach.h"
#include "bulk.h"
#include "caps.h"
#include "check.h"
#include "files.h"
#include "firewalls.h"
#include "guest-create.h"
#include "guest-delete.h"
#include "guest-replace.h"
#include "guest.h"
#include "limits.h"
#include "network-use.h"
#include "networks.h"
#include "share.h"
#include "storage.h"
#include "template.h"
#include <stdio.h>
#include <string.h>

static int hello(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    (void)request;
    struct vs_hello_reply *reply = (void *)ret_answer->bytes;
    reply->cgroup_mode = broker->layout.cgroup.mode;
    reply->features = broker->layout.features;
    reply->missing = broker->missing;
    reply->running = count_running(&broker->layout);
    reply->limits_missing = broker->limits_missing | storage_limits_missing(&broker->layout);
    reply->bcaps_grantable = vs_caps_grantable();
    reply->ccaps_grantable = broker->ccaps;
    (void)snprintf(reply->cgroup_parent, VS_PATH_SIZE, "%s", broker->layout.group);
    (void)snprintf(reply->cgroup_mount, VS_PATH_SIZE, "/sys/fs/cgroup");
    return 0;
}

#define SIZES(request, reply) .request_size = sizeof(request), .reply_size = sizeof(reply)

static const struct operation OPERATIONS[] = {
    [VS_OP_HELLO] = {SIZES(struct vs_empty, struct vs_hello_reply), check_empty, HERE,
                     .run = hello},
    [VS_OP_GUEST_CREATE] = {SIZES(struct vs_guest_create, struct vs_empty), check_guest_create,
                            IN_CHILD, .run = guest_create, .copies = true},
    [VS_OP_GUEST_START] = {SIZES(struct vs_guest_start, struct vs_guest_reply), check_guest_start,
                           IN_PROGRAM, .admit = admit_start, .program = "vs-supervisor",
                           .may_park = true},
    [VS_OP_GUEST_OPEN] = {SIZES(struct vs_guest_name, struct vs_guest_reply), check_guest_name,
                          HERE, .run = guest_open},
    [VS_OP_GUEST_STOP] = {SIZES(struct vs_guest_stop, struct vs_empty), check_guest_stop, HERE,
                          .admit = admit_stop, .run = guest_stop},
    [VS_OP_GUEST_FREEZE] = {SIZES(struct vs_guest_freeze, struct vs_empty), check_guest_freeze,
                            IN_CHILD, .admit = admit_freeze, .run = guest_freeze},
    [VS_OP_GUEST_KILL] = {SIZES(struct vs_guest_name, struct vs_empty), check_guest_name, IN_CHILD,
                          .admit = admit_stop, .run = guest_kill},
    [VS_OP_GUEST_DELETE] = {SIZES(struct vs_guest_name, struct vs_empty), check_guest_name,
                            IN_CHILD, .admit = admit_delete, .run = guest_delete},
    [VS_OP_GUEST_REPLACE] = {SIZES(struct vs_guest_replace, struct vs_empty), check_guest_replace,
                             IN_CHILD, .admit = admit_replace, .run = guest_replace,
                             .copies = true},
    [VS_OP_LIMIT_SET] = {SIZES(struct vs_limit_request, struct vs_limit), check_limit_set, IN_CHILD,
                         .run = limit_set, .copies = true},
    [VS_OP_LIMIT_GET] = {SIZES(struct vs_guest_name, struct vs_limit), check_guest_name, IN_CHILD,
                         .run = limit_get},
    [VS_OP_LIMIT_USE] = {SIZES(struct vs_guest_name, struct vs_limit_use_reply), check_guest_name,
                         IN_CHILD, .run = limit_use},
    [VS_OP_CONSOLE_OPEN] = {SIZES(struct vs_console_open, struct vs_console_reply),
                            check_console_open, IN_PROGRAM, .program = "vs-console"},
    [VS_OP_TEMPLATE_BUILD] = {SIZES(struct vs_template_build, struct vs_empty),
                              check_template_build, IN_PROGRAM, .program = "vs-template"},
    [VS_OP_TEMPLATE_CANCEL] = {SIZES(struct vs_template_name, struct vs_empty), check_template_name,
                               HERE, .run = template_cancel},
    [VS_OP_TEMPLATE_DELETE] = {SIZES(struct vs_template_name, struct vs_empty), check_template_name,
                               IN_CHILD, .admit = admit_template_delete, .run = template_delete},
    [VS_OP_SHARE_DELETE] = {SIZES(struct vs_share_name, struct vs_empty), check_share_name,
                            IN_CHILD, .admit = admit_share_delete, .run = share_delete},
    [VS_OP_STORAGE_PROBE] = {SIZES(struct vs_storage_probe, struct vs_storage_reply),
                             check_storage_probe, IN_CHILD, .run = storage_probe},
    [VS_OP_DISK_USE] = {SIZES(struct vs_empty, struct vs_disk_use_reply), check_empty, IN_CHILD,
                        .run = disk_use},
    [VS_OP_NETWORK_USE] = {SIZES(struct vs_empty, struct vs_network_use_reply), check_empty,
                           IN_CHILD, .run = network_use},
    [VS_OP_BULK_ASK] = {SIZES(struct vs_bulk_ask, struct vs_bulk_permit), check_bulk_ask, HERE,
                        .serve = bulk_ask},
    [VS_OP_BULK_LIST] = {SIZES(struct vs_empty, struct vs_bulk_list), check_empty, HERE,
                         .serve = bulk_list},
    [VS_OP_BULK_WITHDRAW] = {SIZES(struct vs_bulk_id, struct vs_empty), check_bulk_withdraw, HERE,
                             .serve = bulk_withdraw},
    [VS_OP_BULK_CONFIRM] = {SIZES(struct vs_bulk_id, struct vs_bulk_permit), check_bulk_confirm,
                            HERE, .serve = bulk_confirm},
    [VS_OP_GUEST_ATTACH] = {SIZES(struct vs_guest_attach, struct vs_empty), check_guest_attach,
                            IN_CHILD, .admit = admit_attach, .run = guest_attach},
    [VS_OP_FILES_START] = {SIZES(struct vs_files_start, struct vs_empty), check_files_start,
                           IN_PROGRAM, .admit = admit_files, .program = "vs-files"},
    [VS_OP_NETWORK_SET] = {SIZES(struct vs_network_request, struct vs_network), check_network_set,
                           IN_CHILD, .run = network_set},
    [VS_OP_NETWORK_GET] = {SIZES(struct vs_guest_name, struct vs_network_state), check_guest_name,
                           IN_CHILD, .run = network_get},
    [VS_OP_NETWORK_PROBE] = {SIZES(struct vs_empty, struct vs_network_host), check_empty, IN_CHILD,
                             .run = network_probe},
    [VS_OP_FIREWALL_SET] = {SIZES(struct vs_firewall, struct vs_empty), check_firewall_set,
                            IN_CHILD, .run = firewall_set},
    [VS_OP_FIREWALL_GET] = {SIZES(struct vs_guest_name, struct vs_firewall_state), check_guest_name,
                            IN_CHILD, .run = firewall_get},
    [VS_OP_FILES_CANCEL] = {SIZES(struct vs_job_name, struct vs_empty), check_job_name, HERE,
                            .run = files_cancel},
};

_Static_assert(sizeof(struct vs_guest_start) <= REQUEST_MAX, "fits");
_Static_assert(sizeof(struct vs_hello_reply) <= REPLY_MAX, "fits");
_Static_assert(sizeof(struct vs_firewall) <= REQUEST_MAX, "fits");
_Static_assert(sizeof(struct vs_console_open) <= REQUEST_MAX, "fits");
_Static_assert(sizeof(struct vs_firewall_state) <= REPLY_MAX, "fits");
_Static_assert(sizeof(struct vs_storage_reply) <= REPLY_MAX, "fits");

const struct operation *find_operation(uint32_t number)
{
    if (number >= sizeof(OPERATIONS) / sizeof(OPERATIONS[0]) || !OPERATIONS[number].check)
        return NULL;
    return &OPERATIONS[number];
}
