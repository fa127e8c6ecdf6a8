#include "guest.h"

int run_stages(struct guest *guest, const struct stage *stages, size_t count,
               struct vs_failure *ret_failure)
{
    for (size_t i = 0; i < count; i++) {
        int r = stages[i].run(guest);
        if (r < 0)
            return vs_fail(ret_failure, stages[i].name, r);
    }
    return 0;
}
