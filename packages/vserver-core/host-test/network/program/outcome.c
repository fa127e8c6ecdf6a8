#include "check.h"

#include <stdarg.h>

#define WITH_DETAIL(kind)                                                                          \
    struct outcome outcome = {.verdict = (kind)};                                                  \
    va_list list;                                                                                  \
    va_start(list, format);                                                                        \
    (void)vsnprintf(outcome.detail, sizeof(outcome.detail), format, list);                         \
    va_end(list);                                                                                  \
    return outcome

struct outcome holds(const char *format, ...)
{
    WITH_DETAIL(HOLDS);
}

struct outcome fails(const char *format, ...)
{
    WITH_DETAIL(FAILS);
}

struct outcome visible(const char *format, ...)
{
    WITH_DETAIL(VISIBLE);
}

struct outcome lacks(const char *format, ...)
{
    WITH_DETAIL(LACKS);
}

struct outcome not_applicable(const char *format, ...)
{
    WITH_DETAIL(NOT_APPLICABLE);
}

const char *error_name(int error)
{
    const char *name = strerrorname_np(error < 0 ? -error : error);
    return error == 0 ? "no error" : name ? name : "an unknown error";
}

struct outcome refused_(long result, const int *expected)
{
    if (result >= 0)
        return fails("it was allowed");
    for (; *expected; expected++)
        if (*expected == -result)
            return holds("%s", error_name((int)-result));
    return fails("%s is not the refusal that was expected", error_name((int)-result));
}
