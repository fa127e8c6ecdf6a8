#include "../program/attack.h"

#include <sys/klog.h>

static struct outcome attempt(const struct facts *facts)
{
    char text[256];
    (void)facts;
    int proc = open("/proc/kmsg", O_RDONLY | O_NONBLOCK);
    if (proc >= 0 && read(proc, text, sizeof(text)) > 0)
        return succeeded("/proc/kmsg");
    int n = klogctl(3, text, sizeof(text));
    /* An empty log of its own would be no leak. */
    return n == 0 ? contained("an empty log") : judge(n);
}

ATTACK("read the kernel's log", attempt, EPERM)
