/* The checks of requests for jobs on the storage. */
#include "check.h"
#include "parse.h"
#include <errno.h>

/* What a kind of job takes; it refuses everything else. */
static const struct form {
    bool is_known, needs_guest, may_guest, may_template, has_source, has_backend, has_limits;
} FORMS[] = {
    [VS_FILES_UNIFY] = {.is_known = true, .needs_guest = true},
    [VS_FILES_FOLD] = {.is_known = true, .needs_guest = true},
    [VS_FILES_CONVERT] = {.is_known = true,
                          .needs_guest = true,
                          .has_backend = true,
                          .has_limits = true},
    [VS_FILES_CLONE] = {.is_known = true,
                        .needs_guest = true,
                        .has_source = true,
                        .has_backend = true,
                        .has_limits = true},
    [VS_FILES_SWEEP] = {.is_known = true},
    [VS_FILES_VERIFY] = {.is_known = true, .may_guest = true, .may_template = true},
    [VS_FILES_PREDICT] = {.is_known = true, .needs_guest = true},
    [VS_FILES_MEASURE] = {.is_known = true, .needs_guest = true},
    [VS_FILES_ARCHIVE] = {.is_known = true, .needs_guest = true},
    [VS_FILES_UNARCHIVE] = {.is_known = true, .needs_guest = true, .has_limits = true},
};

static int ensure(bool ok, const char *field, struct vs_failure *ret_failure)
{
    return ok ? 0 : vs_fail(ret_failure, field, -EINVAL);
}

static bool fits(const struct form *form, const struct vs_files_start *start)
{
    bool has_guest = start->guest[0];
    if (has_guest ? !form->needs_guest && !form->may_guest : form->needs_guest)
        return false;
    if (start->template_id[0] && (!form->may_template || has_guest))
        return false;
    if (form->has_source != (bool)start->source[0] || form->has_source != (bool)start->xid)
        return false;
    return form->has_backend || !start->backend;
}

static int check_limits(const struct form *form, const struct vs_files_start *start)
{
    if (form->has_limits)
        return vs_parse_disk(start->disk_bytes, start->disk_soft_bytes, start->inodes,
                             start->inodes_soft);
    bool none = start->disk_bytes == VS_INFINITY && start->disk_soft_bytes == VS_INFINITY &&
                start->inodes == VS_INFINITY && start->inodes_soft == VS_INFINITY;
    return none ? 0 : -EINVAL;
}

int check_files_start(const void *request, struct vs_failure *ret_failure)
{
    static const struct form NONE;
    const struct vs_files_start *start = request;
    const struct form *form =
        start->kind < sizeof(FORMS) / sizeof(FORMS[0]) ? &FORMS[start->kind] : &NONE;
    (void)vs_fail(ret_failure, "job", vs_parse_console(start->job));
    (void)ensure(form->is_known, "kind", ret_failure);
    (void)vs_fail(ret_failure, "name", vs_parse_optional_name(start->guest));
    (void)vs_fail(ret_failure, "source", vs_parse_optional_name(start->source));
    if (start->template_id[0])
        (void)vs_fail(ret_failure, "template", vs_parse_template(start->template_id));
    else
        (void)ensure(vs_parse_optional_name(start->template_id) == 0, "template", ret_failure);
    (void)ensure(start->backend <= VS_BACKEND_TREE, "backend", ret_failure);
    if (start->xid)
        (void)vs_fail(ret_failure, "xid", vs_parse_xid(start->xid));
    (void)ensure((start->flags & ~(form->has_source ? VS_FILES_KEEP_KEYS : 0u)) == 0, "flags",
                 ret_failure);
    (void)vs_fail(ret_failure, "limit", check_limits(form, start));
    (void)ensure(fits(form, start), "kind", ret_failure);
    return ret_failure->error;
}

int check_job_name(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_job_name *job = request;
    return vs_fail(ret_failure, "job", vs_parse_console(job->job));
}
