#include "stub.h"
#include "cleanup.h"
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

#define PRIVATE      "trusted.overlay." /* says what overlay does with a file, not what it is */
#define NAMES_MAX    65536              /* XATTR_LIST_MAX */
#define VALUE_MAX    65536              /* XATTR_SIZE_MAX */
#define REDIRECT_MAX 256

static int name_of(const char *redirect, ssize_t size, char ret_name[VS_POOL_NAME_SIZE])
{
    size_t prefix = strlen(VS_STUB_PREFIX);
    char name[VS_POOL_NAME_SIZE] = {0};
    if (size != (ssize_t)(prefix + VS_POOL_NAME_SIZE - 1) ||
        memcmp(redirect, VS_STUB_PREFIX, prefix) != 0)
        return VS_STUB_COPY;
    memcpy(name, redirect + prefix, VS_POOL_NAME_SIZE - 1);
    if (!vs_pool_is_name(name))
        return VS_STUB_COPY;
    memcpy(ret_name, name, sizeof(name));
    return VS_STUB_POOLED;
}

static bool is_absent(void)
{
    return errno == ENODATA || errno == EOPNOTSUPP;
}

int vs_stub_read(int file, char ret_name[VS_POOL_NAME_SIZE])
{
    char redirect[REDIRECT_MAX];
    if (fgetxattr(file, VS_STUB_METACOPY, NULL, 0) < 0)
        return is_absent() ? VS_STUB_NONE : -errno;
    ssize_t size = fgetxattr(file, VS_STUB_REDIRECT, redirect, sizeof(redirect));
    if (size < 0)
        return is_absent() || errno == ERANGE ? VS_STUB_COPY : -errno;
    return name_of(redirect, size, ret_name);
}

int vs_stub_read_at(int dir, const char *file, char ret_name[VS_POOL_NAME_SIZE])
{
    char redirect[REDIRECT_MAX], path[32 + 256];
    int n = snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", dir, file);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -ENAMETOOLONG;
    if (lgetxattr(path, VS_STUB_METACOPY, NULL, 0) < 0)
        return is_absent() ? VS_STUB_NONE : -errno;
    ssize_t size = lgetxattr(path, VS_STUB_REDIRECT, redirect, sizeof(redirect));
    if (size < 0)
        return is_absent() || errno == ERANGE ? VS_STUB_COPY : -errno;
    return name_of(redirect, size, ret_name);
}

static int copy_xattr(int from, int to, const char *name)
{
    char value[VALUE_MAX];
    ssize_t size = fgetxattr(from, name, value, sizeof(value));
    if (size < 0)
        return -errno;
    return fsetxattr(to, name, value, (size_t)size, 0) < 0 ? -errno : 0;
}

static int copy_xattrs(int from, int to)
{
    char names[NAMES_MAX];
    ssize_t size = flistxattr(from, names, sizeof(names));
    if (size < 0)
        return errno == EOPNOTSUPP ? 0 : -errno;
    for (const char *name = names; name < names + size; name += strlen(name) + 1) {
        if (!strncmp(name, PRIVATE, strlen(PRIVATE)))
            continue;
        int r = copy_xattr(from, to, name);
        if (r < 0)
            return r;
    }
    return 0;
}

static int set_redirect(int stub, const char *name)
{
    char redirect[sizeof(VS_STUB_PREFIX) + VS_POOL_NAME_SIZE];
    int length = snprintf(redirect, sizeof(redirect), VS_STUB_PREFIX "%s", name);
    if (fsetxattr(stub, VS_STUB_METACOPY, "", 0, 0) < 0 ||
        fsetxattr(stub, VS_STUB_REDIRECT, redirect, (size_t)length, 0) < 0)
        return -errno;
    return 0;
}

/* In this order: a new owner clears capabilities and the setuid bit, and ACLs change the mode. */
static int fill(int stub, int file, const struct statx *like, const char *name)
{
    const struct timespec times[] = {
        {.tv_sec = like->stx_atime.tv_sec, .tv_nsec = like->stx_atime.tv_nsec},
        {.tv_sec = like->stx_mtime.tv_sec, .tv_nsec = like->stx_mtime.tv_nsec}};
    int r = set_redirect(stub, name);
    if (r < 0)
        return r;
    if (ftruncate(stub, (off_t)like->stx_size) < 0)
        return -errno;
    if ((like->stx_uid || like->stx_gid) && fchown(stub, like->stx_uid, like->stx_gid) < 0)
        return -errno;
    if (fchmod(stub, like->stx_mode & 07777) < 0)
        return -errno;
    r = copy_xattrs(file, stub);
    if (r < 0)
        return r;
    return futimens(stub, times) < 0 ? -errno : 0;
}

int vs_stub_make(int dir, const char *temporary, int file, const struct statx *like,
                 const char *name)
{
    cleanup_fd int stub =
        openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (stub < 0)
        return -errno;
    int r = fill(stub, file, like, name);
    if (r < 0)
        (void)unlinkat(dir, temporary, 0);
    return r;
}
