/* CVE-2019-5736: the program of pid 1 is the host's file. ETXTBSY would mean that only its use
 * protects it. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    if (leads_inside("/proc/1/exe"))
        return contained("a file of its own");
    return judge(open("/proc/1/exe", O_WRONLY));
}

ATTACK("write the program of its init", attempt, EACCES, EPERM, EROFS)
