/* Sets and reads the attributes: of the caller at a start, of every thread of a running guest. */
#include "kernel.h"
#include "limit-attribute.h"
#include "limit-step.h"
#include "limit-unlimited.h"
#include "owner.h"
#include "urgency.h"
#include <errno.h>
#include <sys/resource.h>

#define OPEN_FILES_SOFT 1024
#define NICE_OFFSET     20

struct visit {
    const struct vs_attribute *attribute;
    uint64_t from, to;
};

static int visit_thread(pid_t thread, void *argument)
{
    const struct visit *visit = argument;
    return visit->attribute->set(thread, visit->from, visit->to);
}

static bool is_stricter(const struct vs_attribute *attribute, const struct vs_limit_change *change)
{
    uint64_t from = vs_limit_number(change->from, attribute->field);
    uint64_t to = vs_limit_number(change->to, attribute->field);
    return attribute->strict_is_less ? to < from : to > from;
}

static int set_each(const struct vs_limit_target *target, struct vs_limit_change *change,
                    const struct vs_attribute *attribute)
{
    struct visit visit = {.attribute = attribute,
                          .from = vs_limit_number(change->from, attribute->field),
                          .to = vs_limit_number(change->to, attribute->field)};
    int r = vs_cgroup_settle(target->host, target->group, visit_thread, &visit);
    return vs_limit_refuse(change, attribute->field, r < 0 ? r : 0);
}

/* What may be refused comes before what can perhaps not be taken back. */
static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    struct vs_owner before;
    int r = vs_owner_become(target->base, &before);
    for (int strict = 0; strict <= 1; strict++)
        for (int i = 0; r == 0 && i < VS_ATTRIBUTE_COUNT; i++) {
            const struct vs_attribute *attribute = &VS_ATTRIBUTES[i];
            if (vs_limit_changes(change, attribute->field) &&
                is_stricter(attribute, change) == (strict == 1))
                r = set_each(target, change, attribute);
        }
    int back = vs_owner_leave(&before);
    return r < 0 ? r : back;
}

static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    struct vs_owner before;
    int r = vs_owner_become(target->base, &before);
    for (int i = 0; r == 0 && i < VS_ATTRIBUTE_COUNT; i++)
        r = VS_ATTRIBUTES[i].get(target->pid, vs_limit_at(ret_limit, VS_ATTRIBUTES[i].field));
    int back = vs_owner_leave(&before);
    return r < 0 ? r : back;
}

const struct vs_limit_step vs_step_attributes = {
    VS_FIELD(VS_LIMIT_OPEN_FILES) | VS_FIELD(VS_LIMIT_LOCKED_MEMORY) |
        VS_FIELD(VS_LIMIT_ADDRESS_SPACE) | VS_FIELD(VS_LIMIT_NICE) |
        VS_FIELD(VS_LIMIT_IO_PRIORITY) | VS_FIELD(VS_LIMIT_OOM_BIAS),
    set, get};

static int set_own_resource(__rlimit_resource_t resource, uint64_t soft, uint64_t hard)
{
    struct rlimit limit = {.rlim_cur = soft < hard ? soft : hard, .rlim_max = hard};
    return setrlimit(resource, &limit) < 0 ? -errno : 0;
}

static const struct {
    enum vs_limit_field field;
    __rlimit_resource_t resource;
    uint64_t soft;
} RESOURCES[] = {
    {VS_LIMIT_OPEN_FILES, RLIMIT_NOFILE, OPEN_FILES_SOFT},
    {VS_LIMIT_LOCKED_MEMORY, RLIMIT_MEMLOCK, RLIM_INFINITY},
    {VS_LIMIT_ADDRESS_SPACE, RLIMIT_AS, RLIM_INFINITY},
};
#define RESOURCE_COUNT (sizeof(RESOURCES) / sizeof(RESOURCES[0]))

static int start_resources(const struct vs_limit *limit, enum vs_limit_field *ret_field)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < RESOURCE_COUNT; i++) {
        *ret_field = RESOURCES[i].field;
        uint64_t value = vs_limit_number(limit, RESOURCES[i].field);
        r = set_own_resource(RESOURCES[i].resource, RESOURCES[i].soft,
                             vs_attribute_resolve(RESOURCES[i].field, value));
    }
    /* Nobody in a guest may go before the others by himself. */
    return r < 0 ? r : set_own_resource(RLIMIT_NICE, 0, 0);
}

/* Exactly, from whatever the caller has. */
static int start_number(const struct vs_limit *limit, enum vs_limit_field field,
                        enum vs_limit_field *ret_field)
{
    const struct vs_attribute *attribute = VS_ATTRIBUTES;
    while (attribute->field != field)
        attribute++;
    uint64_t now, wanted = vs_limit_number(limit, field);
    *ret_field = field;
    int r = attribute->get(0, &now);
    r = r < 0 || now == wanted ? r : attribute->set(0, now, wanted);
    return r < 0 ? r : 0;
}

int vs_limit_start_attributes(const struct vs_limit *limit, struct vs_failure *ret_failure)
{
    enum vs_limit_field field;
    struct vs_limit usual = vs_limit_unlimited();
    int r = start_resources(limit, &field);
    if (r == 0 && limit->io_priority != usual.io_priority)
        r = start_number(limit, VS_LIMIT_IO_PRIORITY, &field);
    if (r == 0 && limit->oom_bias != usual.oom_bias)
        r = start_number(limit, VS_LIMIT_OOM_BIAS, &field);
    /* Before the capabilities go; later it can only become nicer. */
    if (r == 0 && limit->nice < VS_NICE_URGENT + NICE_OFFSET)
        r = start_number(limit, VS_LIMIT_NICE, &field);
    return vs_fail(ret_failure, vs_limit_name(field), r);
}

int vs_limit_start_nice(const struct vs_limit *limit)
{
    enum vs_limit_field field;
    vs_set_urgent(false);
    if (limit->nice == NICE_OFFSET)
        return 0;
    return start_number(limit, VS_LIMIT_NICE, &field);
}

int vs_limit_get_attributes(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    int r = get(target, ret_limit);
    for (size_t i = 0; r == 0 && i < RESOURCE_COUNT; i++) {
        struct rlimit own;
        uint64_t *value = vs_limit_at(ret_limit, RESOURCES[i].field);
        if (getrlimit(RESOURCES[i].resource, &own) == 0 && *value != VS_INFINITY &&
            *value > own.rlim_max)
            *value = VS_INFINITY;
    }
    return r;
}
