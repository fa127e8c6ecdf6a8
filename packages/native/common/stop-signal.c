#include "stop-signal.h"
#include <signal.h>
#include <stddef.h>

/* systemd(1), SIGNALS: SIGRTMIN+3 is halt.target. The libc reserves two, init counts from 34. */
#define SYSTEMD_HALT (34 + 3)

/*
 * The kernel drops a signal for which a pid 1 has no handler, but keeps it while it is blocked.
 * systemd and vs-init read these from a mask that they set themselves. sysvinit never unblocks what
 * it finds blocked, and a lone program knows nothing of this.
 */
static const struct vs_stop_signal SIGNALS[] = {
    {VS_INIT_SYSTEMD, SYSTEMD_HALT, SIGINT, true},
    /* Where the control file is not there yet. SIGINT is ctrlaltdel, in Debian's inittab a reboot.
     */
    {VS_INIT_SYSV, SIGPWR, SIGINT, false},
    {VS_INIT_PLAIN, SIGPWR, SIGINT, true},
    {VS_INIT_SINGLE, SIGTERM, SIGTERM, false},
    /* openrc-init(8). */
    {VS_INIT_OPENRC, SIGTERM, SIGINT, false},
};

const struct vs_stop_signal *vs_stop_signal(uint32_t style)
{
    for (size_t i = 0; i < sizeof(SIGNALS) / sizeof(SIGNALS[0]); i++)
        if (SIGNALS[i].style == style)
            return &SIGNALS[i];
    return NULL;
}
