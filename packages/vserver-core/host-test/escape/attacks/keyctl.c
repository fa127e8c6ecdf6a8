#include "../program/attack.h"

#include <linux/keyctl.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1));
}

ATTACK("reach a key ring", attempt, EPERM, ENOSYS)
