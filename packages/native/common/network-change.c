#include "network-change.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define CHANGES     "changes"
#define CHANGES_MAX 16384
#define VALUE_SIZE  32

struct change {
    unsigned family, ifindex;
    char key[VALUE_SIZE], old[VALUE_SIZE], new[VALUE_SIZE];
};

static int setting_path(unsigned family, uint32_t ifindex, const char *key, char *ret_path,
                        size_t size)
{
    char device[IF_NAMESIZE] = "all";
    if (ifindex && !if_indextoname(ifindex, device))
        return -errno;
    (void)snprintf(ret_path, size, "/proc/sys/net/ipv%u/conf/%s/%s", family, device, key);
    return 0;
}

static int read_setting(unsigned family, uint32_t ifindex, const char *key,
                        char ret_value[VALUE_SIZE])
{
    char path[160];
    int r = setting_path(family, ifindex, key, path, sizeof(path));
    r = r < 0 ? r : vs_file_read(AT_FDCWD, path, ret_value, VALUE_SIZE);
    if (r == 0)
        ret_value[strcspn(ret_value, "\n")] = '\0';
    return r;
}

static int write_setting(unsigned family, uint32_t ifindex, const char *key, const char *value)
{
    char path[160];
    int r = setting_path(family, ifindex, key, path, sizeof(path));
    return r < 0 ? r : vs_file_write(AT_FDCWD, path, value);
}

int vs_setting_write(const char *device, uint8_t family, const char *key, const char *value)
{
    char path[160];
    (void)snprintf(path, sizeof(path), "/proc/sys/net/ipv%u/conf/%s/%s", family, device, key);
    return vs_file_write(AT_FDCWD, path, value);
}

static int open_locked(const struct vs_layout_record *layout)
{
    char path[VS_PATH_SIZE + 16];
    (void)snprintf(path, sizeof(path), "%s/network", layout->data);
    cleanup_fd int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || flock(fd, LOCK_EX) < 0)
        return -errno;
    return vs_steal_fd(&fd);
}

/* The kernel forgets all settings when it starts, and each namespace has its own. */
static int first_line(char *ret_line, size_t size)
{
    char boot[40] = "";
    struct stat namespace;
    int r = vs_file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", boot, sizeof(boot));
    if (r == 0 && stat("/proc/self/ns/net", &namespace) < 0)
        r = -errno;
    boot[strcspn(boot, "\n")] = '\0';
    (void)snprintf(ret_line, size, "host %s %lu\n", boot, (unsigned long)namespace.st_ino);
    return r;
}

/* The notes of this start of the host; an empty text when there are none. */
static int read_notes(int dir, char ret_text[CHANGES_MAX])
{
    char head[96];
    int r = first_line(head, sizeof(head));
    r = r < 0 ? r : vs_file_read(dir, CHANGES, ret_text, CHANGES_MAX);
    if (r == 0 && !strncmp(ret_text, head, strlen(head)))
        return 0;
    ret_text[0] = '\0';
    return r == -ENOENT ? 0 : r;
}

static int append(int dir, const char *line, bool is_first)
{
    char head[96];
    int r = is_first ? first_line(head, sizeof(head)) : 0;
    cleanup_fd int fd = openat(
        dir, CHANGES,
        O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | (is_first ? O_TRUNC : 0), 0600);
    if (r < 0 || fd < 0)
        return r < 0 ? r : -errno;
    if (is_first && write(fd, head, strlen(head)) != (ssize_t)strlen(head))
        return -EIO;
    if (write(fd, line, strlen(line)) != (ssize_t)strlen(line) || fsync(fd) < 0)
        return -EIO;
    return is_first && fsync(dir) < 0 ? -errno : 0;
}

static int note(int dir, const struct vs_setting *setting, const char *old)
{
    char text[CHANGES_MAX], line[128];
    int r = read_notes(dir, text);
    (void)snprintf(line, sizeof(line), "%u %u %s %s %s\n", setting->family, setting->ifindex,
                   setting->key, old, setting->value);
    return r < 0 ? r : append(dir, line, text[0] == '\0');
}

int vs_setting_change(const struct vs_layout_record *layout, const struct vs_setting *setting)
{
    char old[VALUE_SIZE];
    int r = read_setting(setting->family, setting->ifindex, setting->key, old);
    if (r < 0 || !strcmp(old, setting->value))
        return r;
    cleanup_lock int dir = open_locked(layout);
    r = dir < 0 ? dir : note(dir, setting, old);
    return r < 0 ? r
                 : write_setting(setting->family, setting->ifindex, setting->key, setting->value);
}

/* What somebody else has set since is theirs; a device that went away took its settings along. */
static int undo(const char *line)
{
    struct change change = {0};
    char now[VALUE_SIZE];
    if (sscanf(line, "%u %u %31s %31s %31s", &change.family, &change.ifindex, change.key,
               change.old, change.new) != 5)
        return 0;
    int r = read_setting(change.family, change.ifindex, change.key, now);
    if (r == -ENXIO || r == -ENODEV || r == -ENOENT)
        return 0;
    if (r < 0 || strcmp(now, change.new))
        return r;
    return write_setting(change.family, change.ifindex, change.key, change.old);
}

int vs_settings_restore(const struct vs_layout_record *layout)
{
    char text[CHANGES_MAX];
    cleanup_lock int dir = open_locked(layout);
    if (dir < 0)
        return dir == -ENOENT ? 0 : dir;
    int result = read_notes(dir, text);
    for (size_t end = strlen(text); result == 0 && end > 0;) {
        text[--end] = '\0';
        char *start = memrchr(text, '\n', end);
        int r = undo(start ? start + 1 : text);
        result = result < 0 ? result : r;
        end = start ? (size_t)(start - text) + 1 : 0;
    }
    if (result == 0 && unlinkat(dir, CHANGES, 0) < 0 && errno != ENOENT)
        result = -errno;
    return result;
}
