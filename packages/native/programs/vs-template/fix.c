/*
 * What distributions' files must say in a template. The tree came from strangers, so every path in
 * it is taken as hostile: a directory that is a link is left alone.
 */
#include "append-line.h"
#include "build.h"
#include "cleanup.h"
#include "kernel.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Whom a row is for: how the tree was made, its family, its init. All three must fit. */
#define COPIED   0x001u /* from a system that was in use: archive, rsync, guest */
#define BUILT    0x002u /* from packages */
#define EVERY    0x003u
#define DEBIAN   0x010u
#define OTHER    0x020u
#define FAMILIES 0x030u
#define SYSTEMD  0x100u
#define NO_UNITS 0x200u
#define INITS    0x300u

enum action {
    REMOVE,        /* the file */
    REMOVE_PREFIX, /* every entry whose name begins so */
    EMPTY,         /* instead of what it was */
    CLEAR,         /* the directory's content */
    TRUNCATE,      /* every file below, which keeps its owner and mode */
    WRITE,         /* instead of what it was */
    WRITE_NEW,     /* unless it is there */
    APPEND,        /* a line, unless it is there */
    SOURCES,       /* apt's list for the suite */
};

static const struct fix {
    uint32_t whom;
    enum action action;
    const char *directory, *name;
    const char *text;
    const char *needs; /* file without which the row is for nobody, or NULL */
} FIXES[] = {
    /* The identity of one machine: systemd and dbus make one at the first boot. */
    {EVERY, EMPTY, "etc", .name = "machine-id"},
    {EVERY, REMOVE, "var/lib/dbus", .name = "machine-id"},
    {EVERY, REMOVE, "var/lib/systemd", .name = "random-seed"},
    {EVERY, REMOVE, "var/lib/systemd", .name = "credential.secret"},
    {COPIED, REMOVE_PREFIX, "etc/ssh", .name = "ssh_host_"},
    /* Debian makes host keys when the package is installed, never at a boot. */
    {COPIED | DEBIAN | SYSTEMD, WRITE, "etc/systemd/system/ssh.service.d", "vserver-host-keys.conf",
     .text = "[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -A\n"
             "ExecStartPre=/usr/sbin/sshd -t\n",
     .needs = "usr/sbin/sshd"},
    {COPIED | DEBIAN | NO_UNITS, APPEND, "etc/default", "ssh",
     .text = "[ -e /etc/ssh/ssh_host_ed25519_key ] || /usr/bin/ssh-keygen -A >/dev/null",
     .needs = "usr/sbin/sshd"},
    /* The name and the resolver: the supervisor writes the guest's. */
    {EVERY, REMOVE, "etc", .name = "hostname"},
    {EVERY, EMPTY, "etc", .name = "resolv.conf"},
    /* Everything is mounted before init starts; a root or swap of elsewhere would fail the boot. */
    {EVERY, WRITE, "etc", "fstab", .text = "# What the guest mounts itself.\n"},
    /* Where pam_securetty is still used, root's login must know the console. */
    {EVERY, APPEND, "etc", "securetty", .text = "console", .needs = "etc/securetty"},
    /*
     * Programs in consoles write UTF-8; C.UTF-8 is in the C library and needs no package. From
     * Debian 13 on the second is a link to the first.
     */
    {EVERY | DEBIAN, WRITE_NEW, "etc", "locale.conf", .text = "LANG=C.UTF-8\n"},
    {EVERY | DEBIAN, WRITE_NEW, "etc/default", "locale", .text = "LANG=C.UTF-8\n"},
    /* A list made for one mirror lacks the security archive and the updates between releases. */
    {BUILT | DEBIAN, SOURCES, "etc/apt", .name = "sources.list"},
    /* The builder's own settings. */
    {BUILT | DEBIAN, REMOVE, "etc/apt/apt.conf.d", .name = "99mmdebstrap"},  /* its proxies */
    {BUILT | DEBIAN, REMOVE, "etc/dpkg/dpkg.cfg.d", .name = "99mmdebstrap"}, /* force-unsafe-io */
    /* What a system in use has gathered, and nobody else should carry or read. */
    {COPIED, TRUNCATE, "var", .name = "log"},
    {COPIED, CLEAR, "var/log", .name = "journal"},
    {COPIED, CLEAR, "var", .name = "tmp"},
    {COPIED, CLEAR, ".", .name = "tmp"},
    {COPIED, CLEAR, ".", .name = "run"},
    {COPIED, REMOVE, "root", .name = ".bash_history"},
    {COPIED | DEBIAN, CLEAR, "var/cache/apt", .name = "archives"},
    {COPIED | DEBIAN, CLEAR, "var/lib/apt", .name = "lists"},
    {COPIED | OTHER, CLEAR, "var/cache", .name = "dnf"},
    {COPIED | OTHER, CLEAR, "var/cache", .name = "apk"},
};

static int open_below(int root, const char *path)
{
    return vs_openat2(root, path, O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
}

static bool has_file(int root, const char *path)
{
    cleanup_fd int fd = vs_openat2(root, path, O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    return fd >= 0;
}

/* Dated as the tree is, so that the same source gives the same template again. */
static int write_file(const struct build *build, int dir, const char *name, const char *text)
{
    const struct timespec times[2] = {build->etc_time, build->etc_time};
    int r = vs_tree_remove(dir, name);
    if (r < 0)
        return r;
    cleanup_fd int fd =
        openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0 || fchmod(fd, 0644) < 0)
        return -errno;
    ssize_t written = write(fd, text, strlen(text));
    if (written >= 0 && (size_t)written != strlen(text))
        return -ENOSPC;
    return written < 0 || futimens(fd, times) < 0 ? -errno : 0;
}

typedef int each(int dir, const char *name, const void *context);

static int for_each(int dir, each *act, const void *context)
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (struct dirent *entry; r == 0 && (entry = readdir(listing));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            r = act(dir, entry->d_name, context);
    return r;
}

static int remove_one(int dir, const char *name, const void *prefix)
{
    bool fits = !prefix || !strncmp(name, prefix, strlen(prefix));
    return fits ? vs_tree_remove(dir, name) : 0;
}

/* Its depth is bounded: clean_tree has refused deeper trees. */
static int truncate_one(int dir, const char *name, const void *context)
{
    struct stat status;
    if (fstatat(dir, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    if (!S_ISDIR(status.st_mode) && (!S_ISREG(status.st_mode) || status.st_nlink > 1))
        return 0;
    int flags = S_ISDIR(status.st_mode) ? O_RDONLY | O_DIRECTORY : O_WRONLY | O_TRUNC;
    cleanup_fd int fd = openat(dir, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (S_ISDIR(status.st_mode))
        return for_each(fd, truncate_one, context);
    const struct timespec times[2] = {status.st_mtim, status.st_mtim};
    return futimens(fd, times) < 0 ? -errno : 0;
}

/* Testing and unstable have neither archive: their lists stay as they are. */
static int write_sources(const struct build *build, int dir, const char *name)
{
    static const char *const STABLE[] = {"bookworm", "trixie"};
    const struct vs_template_build *request = &build->request;
    const char *mirror = request->source[0] ? request->source : "http://deb.debian.org/debian";
    char text[1024];
    for (size_t i = 0; i < sizeof(STABLE) / sizeof(STABLE[0]); i++) {
        if (strcmp(request->suite, STABLE[i]) != 0)
            continue;
        (void)snprintf(text, sizeof(text),
                       "deb %s %s main\ndeb %s %s-updates main\n"
                       "deb http://security.debian.org/debian-security %s-security main\n",
                       mirror, STABLE[i], mirror, STABLE[i], STABLE[i]);
        return write_file(build, dir, name, text);
    }
    return 0;
}

static int clear(int dir, const char *name)
{
    cleanup_fd int inner = open_below(dir, name);
    return inner < 0 ? 0 : for_each(inner, remove_one, NULL);
}

static int act(const struct build *build, const struct fix *fix, int dir)
{
    switch (fix->action) {
    case REMOVE:
        return vs_tree_remove(dir, fix->name);
    case REMOVE_PREFIX:
        return for_each(dir, remove_one, fix->name);
    case EMPTY:
        return write_file(build, dir, fix->name, "");
    case CLEAR:
        return clear(dir, fix->name);
    case TRUNCATE:
        return truncate_one(dir, fix->name, NULL);
    case WRITE_NEW:
        if (faccessat(dir, fix->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            return 0;
        /* fallthrough */
    case WRITE:
        return write_file(build, dir, fix->name, fix->text);
    case APPEND:
        return append_line(dir, fix->name, fix->text);
    case SOURCES:
        return write_sources(build, dir, fix->name);
    }
    return 0;
}

/* Makes the last directory of the path only: the others belong to the distribution. */
static int open_directory(const struct fix *fix, int root)
{
    int dir = open_below(root, fix->directory);
    const char *last = strrchr(fix->directory, '/');
    if (dir >= 0 || fix->action != WRITE || !last)
        return dir;
    char parent[64];
    (void)snprintf(parent, sizeof(parent), "%.*s", (int)(last - fix->directory), fix->directory);
    cleanup_fd int above = open_below(root, parent);
    if (above < 0 || mkdirat(above, last + 1, 0755) < 0)
        return -1;
    return open_below(root, fix->directory);
}

static uint32_t whom(const struct build *build)
{
    uint32_t method = build->request.method == VS_TEMPLATE_DEBOOTSTRAP ? BUILT : COPIED;
    uint32_t family = has_file(build->root_fd, "etc/debian_version") ? DEBIAN : OTHER;
    return method | family | (build->request.init_style == VS_INIT_SYSTEMD ? SYSTEMD : NO_UNITS);
}

static bool fits(uint32_t row, uint32_t tree, uint32_t mask)
{
    return !(row & mask) || (row & tree & mask);
}

static struct timespec time_of(int root, const char *path)
{
    struct stat status;
    cleanup_fd int fd = open_below(root, path);
    return fd >= 0 && fstat(fd, &status) == 0 ? status.st_mtim : (struct timespec){0};
}

int fix_tree(struct build *build)
{
    if (build->request.method == VS_TEMPLATE_SKELETON)
        return 0;
    uint32_t tree = whom(build);
    build->etc_time = time_of(build->root_fd, "etc");
    for (size_t i = 0; i < sizeof(FIXES) / sizeof(FIXES[0]); i++) {
        const struct fix *fix = &FIXES[i];
        if (!fits(fix->whom, tree, EVERY) || !fits(fix->whom, tree, FAMILIES) ||
            !fits(fix->whom, tree, INITS) || (fix->needs && !has_file(build->root_fd, fix->needs)))
            continue;
        cleanup_fd int dir = open_directory(fix, build->root_fd);
        int r = dir < 0 ? 0 : act(build, fix, dir);
        if (r < 0 && r != -ENOENT)
            return r;
    }
    return 0;
}
