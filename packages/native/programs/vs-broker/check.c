#include "check.h"
#include "bulk-permit.h"
#include "caps.h"
#include "parse-network.h"
#include "parse-template.h"
#include "parse.h"
#include <errno.h>

#define IDLE_SECONDS_MAX (7u * 86400u)
#define TERMINAL_MAX     1000

static int ensure(bool ok, const char *field, struct vs_failure *ret_failure)
{
    return ok ? 0 : vs_fail(ret_failure, field, -EINVAL);
}

int check_empty(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_empty *empty = request;
    return ensure(empty->reserved == 0, "reserved", ret_failure);
}

int check_guest_name(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_guest_name *guest = request;
    return vs_fail(ret_failure, "name", vs_parse_name(guest->name));
}

int check_guest_create(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_guest_create *create = request;
    (void)vs_fail(ret_failure, "name", vs_parse_name(create->name));
    (void)vs_fail(ret_failure, "template", vs_parse_template(create->template_id));
    (void)vs_fail(ret_failure, "xid", vs_parse_xid(create->xid));
    (void)ensure(create->backend <= VS_BACKEND_TREE, "backend", ret_failure);
    (void)vs_fail(ret_failure, "limit",
                  vs_parse_disk(create->disk_bytes, create->disk_soft_bytes, create->inodes,
                                create->inodes_soft));
    return ret_failure->error;
}

/* Style single names its program by an absolute path; the other styles bring their own. */
static bool argv_fits(const struct vs_guest_start *start)
{
    uint32_t argc;
    if (vs_parse_argv(start->init_argv, &argc) < 0 || argc != start->init_argc)
        return false;
    if (start->init_style != VS_INIT_SINGLE)
        return argc == 0;
    return argc > 0 && start->init_argv[0] == '/';
}

/* A guest in another's network has none of its own. */
static int check_network(const struct vs_guest_start *start, struct vs_failure *ret_failure)
{
    const char *field = "";
    int r = vs_parse_network(&start->network, &field);
    bool is_shared = start->share_network[0] && start->network.mode != VS_NETWORK_NONE;
    (void)ensure(!is_shared, "share-network", ret_failure);
    return vs_fail(ret_failure, field, r);
}

int check_guest_start(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_guest_start *start = request;
    (void)vs_fail(ret_failure, "name", vs_parse_name(start->name));
    (void)vs_fail(ret_failure, "template", vs_parse_template(start->template_id));
    (void)vs_fail(ret_failure, "hostname", vs_parse_hostname(start->hostname));
    (void)vs_fail(ret_failure, "xid", vs_parse_xid(start->xid));
    (void)ensure(start->init_style >= VS_INIT_SYSTEMD && start->init_style <= VS_INIT_OPENRC,
                 "init-style", ret_failure);
    (void)ensure((start->flags & ~VS_START_VOLATILE) == 0, "flags", ret_failure);
    (void)vs_fail(ret_failure, "limit", vs_parse_limit(&start->limit, false));
    (void)vs_fail(ret_failure, "share-network", vs_parse_optional_name(start->share_network));
    (void)vs_fail(ret_failure, "share-ipc", vs_parse_optional_name(start->share_ipc));
    (void)ensure(!start->raw_target[0] || vs_parse_target(start->raw_target) == 0, "raw-target",
                 ret_failure);
    for (int i = 0; i < VS_MOUNTS_MAX; i++)
        (void)vs_fail(ret_failure, "mounts", vs_parse_mount(&start->mounts[i]));
    (void)check_network(start, ret_failure);
    (void)ensure((start->bcaps & ~vs_caps_grantable()) == 0, "bcaps", ret_failure);
    (void)ensure((start->ccaps & ~(uint64_t)VS_CCAP_ALL) == 0, "ccaps", ret_failure);
    (void)ensure(argv_fits(start), "init-argv", ret_failure);
    return ret_failure->error;
}

int check_guest_stop(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_guest_stop *stop = request;
    (void)vs_fail(ret_failure, "name", vs_parse_name(stop->name));
    (void)ensure(stop->kind == VS_STOP_HALT || stop->kind == VS_STOP_REBOOT, "kind", ret_failure);
    (void)ensure(stop->reserved == 0, "reserved", ret_failure);
    return ret_failure->error;
}

int check_guest_freeze(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_guest_freeze *freeze = request;
    (void)vs_fail(ret_failure, "name", vs_parse_name(freeze->name));
    (void)ensure(freeze->frozen <= 1, "frozen", ret_failure);
    (void)ensure(freeze->reserved == 0, "reserved", ret_failure);
    return ret_failure->error;
}

int check_limit_set(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_limit_request *set = request;
    (void)vs_fail(ret_failure, "name", vs_parse_name(set->name));
    (void)vs_fail(ret_failure, "limit", vs_parse_limit(&set->limit, true));
    return ret_failure->error;
}

int check_console_open(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_console_open *open = request;
    uint32_t argc;
    (void)vs_fail(ret_failure, "name", vs_parse_name(open->name));
    (void)vs_fail(ret_failure, "console", vs_parse_console(open->console));
    (void)ensure(open->columns >= 1 && open->columns <= TERMINAL_MAX, "columns", ret_failure);
    (void)ensure(open->rows >= 1 && open->rows <= TERMINAL_MAX, "rows", ret_failure);
    (void)ensure(open->idle_seconds <= IDLE_SECONDS_MAX, "idle-seconds", ret_failure);
    (void)vs_fail(ret_failure, "argv", vs_parse_argv(open->argv, &argc));
    (void)ensure(open->mode <= VS_CONSOLE_FILES, "mode", ret_failure);
    (void)ensure(open->reserved == 0, "reserved", ret_failure);
    (void)vs_fail(ret_failure, "environment", vs_parse_environment(open->environment));
    (void)vs_fail(ret_failure, "command", vs_parse_command(open->command));
    (void)ensure(!open->command[0] || argc == 0, "command", ret_failure);
    return ret_failure->error;
}

int check_share_name(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_share_name *name = request;
    return vs_fail(ret_failure, "share", vs_parse_share(name->share));
}

int check_template_build(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_template_build *build = request;
    const char *field = "";
    int r = vs_parse_template_build(build, &field);
    (void)vs_fail(ret_failure, field, r);
    return ret_failure->error;
}

int check_template_name(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_template_name *name = request;
    return vs_fail(ret_failure, "id", vs_parse_template(name->id));
}

int check_bulk_ask(const void *request, struct vs_failure *ret_failure)
{
    return vs_fail(ret_failure, "permit", vs_bulk_check_ask(request));
}

static int check_bulk_id(const void *request, uint32_t flags, struct vs_failure *ret_failure)
{
    const struct vs_bulk_id *permit = request;
    (void)ensure(permit->id >= VS_BULK_ID_MIN && permit->id <= VS_BULK_ID_MAX, "id", ret_failure);
    (void)ensure((permit->flags & ~flags) == 0, "flags", ret_failure);
    return ret_failure->error;
}

int check_bulk_withdraw(const void *request, struct vs_failure *ret_failure)
{
    return check_bulk_id(request, 0, ret_failure);
}

int check_bulk_confirm(const void *request, struct vs_failure *ret_failure)
{
    return check_bulk_id(request, VS_BULK_AT_ONCE, ret_failure);
}

int check_storage_probe(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_storage_probe *probe = request;
    (void)ensure((probe->flags & ~VS_PROBE_SELF_TEST) == 0, "flags", ret_failure);
    (void)ensure(probe->reserved == 0, "reserved", ret_failure);
    return ret_failure->error;
}
