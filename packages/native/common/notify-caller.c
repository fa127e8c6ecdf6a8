#include "notify-caller.h"
#include "file.h"
#include "kernel.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define PAGE        4096u
#define STATUS_SIZE 8192

/* A line of /proc/PID/status; those needed come before the list of groups, which may be long, or
 * are then missed, which gives less. */
static const char *line_of(const char *status, const char *key)
{
    const char *line = strstr(status, key);
    return line ? line + strlen(key) : "";
}

static int read_status(pid_t pid, char *ret_status, size_t size)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
    int r = vs_file_read(AT_FDCWD, path, ret_status, size);
    return r == -ENOENT ? -ESRCH : r;
}

int vs_credentials_read(pid_t pid, struct vs_credentials *ret_credentials)
{
    char status[STATUS_SIZE];
    struct vs_credentials found = {.thread = pid};
    int r = read_status(pid, status, sizeof(status));
    if (r < 0)
        return r;
    if (sscanf(line_of(status, "\nTgid:"), "%d", &found.process) != 1 ||
        sscanf(line_of(status, "\nUid:"), "%u %u %u %u", &found.uids[0], &found.uids[1],
               &found.uids[2], &found.file_uid) != 4 ||
        sscanf(line_of(status, "\nGid:"), "%u %u %u %u", &found.gids[0], &found.gids[1],
               &found.gids[2], &found.file_gid) != 4)
        return -ESRCH;
    (void)sscanf(line_of(status, "\nCapEff:"), "%" SCNx64, &found.effective);
    *ret_credentials = found;
    return 0;
}

int vs_credentials_groups(pid_t pid, gid_t *ret_groups, int max)
{
    char status[STATUS_SIZE];
    int count = 0;
    int r = read_status(pid, status, sizeof(status));
    if (r < 0)
        return r;
    const char *at = line_of(status, "\nGroups:");
    for (;;) {
        at += strspn(at, "\t ");
        if (count == max || !isdigit((unsigned char)*at))
            return count;
        char *end;
        ret_groups[count++] = (gid_t)strtoul(at, &end, 10);
        at = end;
    }
}

bool vs_caller_waits(int listener, uint64_t id)
{
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

static int open_in_proc(pid_t thread, const char *name, int flags, int *ret_fd)
{
    char path[48];
    (void)snprintf(path, sizeof(path), "/proc/%d/%s", thread, name);
    *ret_fd = open(path, flags | O_CLOEXEC);
    return *ret_fd < 0 ? -errno : 0;
}

static int open_all(struct vs_caller *caller)
{
    const struct {
        const char *name;
        int flags, *fd;
    } FILES[] = {
        {"mem", O_RDWR, &caller->memory_fd},
        {"ns/user", O_RDONLY, &caller->user_fd},
        {"ns/mnt", O_RDONLY, &caller->mount_fd},
        {"ns/net", O_RDONLY, &caller->network_fd},
        {"ns/uts", O_RDONLY, &caller->uts_fd},
        {"root", O_PATH | O_DIRECTORY, &caller->root_fd},
        {"cwd", O_PATH | O_DIRECTORY, &caller->directory_fd},
        {"mountinfo", O_RDONLY, &caller->mountinfo_fd},
    };
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(FILES) / sizeof(FILES[0]); i++)
        r = open_in_proc(caller->thread, FILES[i].name, FILES[i].flags, FILES[i].fd);
    return r;
}

/* In Linux-VServer a process had to hold the capability that its context then lacked; ours cannot
 * hold it, so it has to hold all that there is. */
static bool is_root(const struct vs_notify_guest *guest, const struct vs_credentials *credentials)
{
    return credentials->uids[1] == guest->base &&
           (credentials->effective & guest->bcaps) == guest->bcaps;
}

int vs_caller_open(const struct vs_notify_guest *guest, int listener,
                   const struct seccomp_notif *call, struct vs_caller *ret_caller)
{
    struct vs_caller caller = {.thread = (pid_t)call->pid};
    struct vs_credentials credentials;
    int r = vs_credentials_read(caller.thread, &credentials);
    r = r < 0 ? r : open_all(&caller);
    /* Last: had the process ended before, its number could be somebody else's. */
    if (!vs_caller_waits(listener, call->id))
        return -ENOENT;
    if (r < 0)
        return r;
    caller.process = credentials.process;
    memcpy(caller.uids, credentials.uids, sizeof(caller.uids));
    memcpy(caller.gids, credentials.gids, sizeof(caller.gids));
    caller.is_root = is_root(guest, &credentials);
    *ret_caller = caller;
    return 0;
}

int vs_caller_text(int memory, uint64_t address, char *ret_bytes, size_t max, size_t *ret_size)
{
    size_t done = 0;
    while (done < max) {
        size_t step = PAGE - (address + done) % PAGE;
        step = step < max - done ? step : max - done;
        ssize_t n = pread(memory, ret_bytes + done, step, (off_t)(address + done));
        if (n <= 0)
            return -EFAULT;
        const char *end = memchr(ret_bytes + done, '\0', (size_t)n);
        if (end) {
            *ret_size = (size_t)(end - ret_bytes) + 1;
            return 0;
        }
        done += (size_t)n;
    }
    return -ENAMETOOLONG;
}

int vs_caller_copy(const struct vs_caller *caller, const struct seccomp_data *data,
                   struct vs_caller_copies *ret_copies)
{
    uint64_t arguments[VS_NOTIFY_ARGUMENTS];
    struct vs_notify_want wants[VS_NOTIFY_ARGUMENTS];
    memcpy(arguments, data->args, sizeof(arguments));
    vs_notify_wants(data->nr, arguments, wants);
    for (int i = 0; i < VS_NOTIFY_ARGUMENTS; i++) {
        struct vs_notify_copy *copy = &ret_copies->copies[i];
        char *bytes = ret_copies->bytes[i];
        *copy = (struct vs_notify_copy){0};
        if (wants[i].size == 0 || arguments[i] == 0)
            continue;
        int r = 0;
        copy->bytes = bytes;
        copy->size = wants[i].size;
        if (wants[i].text)
            r = vs_caller_text(caller->memory_fd, arguments[i], bytes, wants[i].size, &copy->size);
        else if (pread(caller->memory_fd, bytes, wants[i].size, (off_t)arguments[i]) !=
                 (ssize_t)wants[i].size)
            r = -EFAULT;
        if (r < 0)
            return r;
    }
    return 0;
}
