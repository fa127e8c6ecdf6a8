#include "layout.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

static int fits(int length, size_t size)
{
    return length >= 0 && (size_t)length < size ? 0 : -ENAMETOOLONG;
}

int vs_layout_run(const struct vs_layout_record *layout, const char *kind, const char *name,
                  const char *file, char *ret_path, size_t size)
{
    const char *slash = file[0] ? "/" : "";
    return fits(snprintf(ret_path, size, "%s/%s/%s%s%s", layout->run, kind, name, slash, file),
                size);
}

int vs_layout_storage(const struct vs_layout_record *layout, const char *kind, const char *name,
                      char *ret_path, size_t size)
{
    const char *slash = name[0] ? "/" : "";
    return fits(snprintf(ret_path, size, "%s/storage/%s%s%s", layout->data, kind, slash, name),
                size);
}

int vs_layout_group(const struct vs_layout_record *layout, const char *name, char *ret_group,
                    size_t size)
{
    return fits(snprintf(ret_group, size, "%s/%s", layout->group, name), size);
}

bool vs_spec_is_given(const char *program)
{
    int type = 0;
    socklen_t size = sizeof(type);
    int seals = fcntl(VS_FD_SPEC, F_GET_SEALS);
    if (seals >= 0 && (seals & F_SEAL_WRITE) &&
        getsockopt(VS_FD_REPORT, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET)
        return true;
    (void)fprintf(stderr, "%s: is started by vs-broker only.\n", program);
    return false;
}

bool vs_spec_is_empty(void)
{
    struct stat spec;
    return fstat(VS_FD_SPEC, &spec) == 0 && spec.st_size == sizeof(struct vs_layout_record);
}

int vs_spec_read(void *ret_request, size_t size, struct vs_layout_record *ret_layout)
{
    struct iovec parts[] = {
        {.iov_base = ret_request, .iov_len = size},
        {.iov_base = ret_layout, .iov_len = sizeof(*ret_layout)},
    };
    cleanup_fd int spec = VS_FD_SPEC;
    ssize_t n = preadv(spec, parts, 2, 0);
    if (n < 0)
        return -errno;
    return (size_t)n == size + sizeof(*ret_layout) ? 0 : -EINVAL;
}
