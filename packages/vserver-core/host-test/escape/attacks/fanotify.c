/* Marks on a whole file system see what every other guest opens. */
#include "../program/attack.h"

#include <sys/fanotify.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    int group = fanotify_init(FAN_CLASS_CONTENT, O_RDONLY);
    if (group < 0)
        group = fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY);
    if (group < 0)
        return refused(errno);
    return judge(
        fanotify_mark(group, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, FAN_OPEN, AT_FDCWD, "/dev/null"));
}

ATTACK("watch every file of a file system", attempt, EPERM, ENOSYS)
