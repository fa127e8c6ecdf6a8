#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "sftp.h"

static struct {
    uint8_t bytes[4 + PACKET_MAX];
    size_t size;
} answer;

static const uint8_t *take(struct request *request, size_t size)
{
    static const uint8_t NOTHING[8];
    if (request->is_bad || (size_t)(request->end - request->at) < size) {
        request->is_bad = true;
        return NOTHING;
    }
    const uint8_t *at = request->at;
    request->at += size;
    return at;
}

static uint32_t read_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

uint8_t get_u8(struct request *request)
{
    return *take(request, 1);
}

uint32_t get_u32(struct request *request)
{
    return read_u32(take(request, 4));
}

uint64_t get_u64(struct request *request)
{
    const uint8_t *at = take(request, 8);
    return (uint64_t)read_u32(at) << 32 | read_u32(at + 4);
}

const uint8_t *get_bytes(struct request *request, uint32_t *ret_size)
{
    uint32_t size = get_u32(request);
    const uint8_t *bytes = take(request, size);
    *ret_size = request->is_bad ? 0 : size;
    return bytes;
}

bool get_path(struct request *request, char ret_path[PATH_SIZE])
{
    uint32_t size;
    const uint8_t *bytes = get_bytes(request, &size);
    if (request->is_bad || size >= PATH_SIZE || memchr(bytes, '\0', size)) {
        request->is_bad = true;
        return false;
    }
    memcpy(ret_path, bytes, size);
    memcpy(ret_path + size, size ? "" : ".", size ? 1 : 2);
    return true;
}

void get_attributes(struct request *request, struct attributes *ret_attributes)
{
    struct attributes all = {.flags = get_u32(request)};
    if (all.flags & ATTRIBUTE_SIZE)
        all.size = get_u64(request);
    if (all.flags & ATTRIBUTE_UIDGID) {
        all.uid = get_u32(request);
        all.gid = get_u32(request);
    }
    if (all.flags & ATTRIBUTE_PERMISSIONS)
        all.permissions = get_u32(request);
    if (all.flags & ATTRIBUTE_ACMODTIME) {
        all.atime = get_u32(request);
        all.mtime = get_u32(request);
    }
    uint32_t pairs = all.flags & ATTRIBUTE_EXTENDED ? get_u32(request) : 0;
    for (uint32_t size; pairs > 0 && !request->is_bad; pairs--) {
        (void)get_bytes(request, &size);
        (void)get_bytes(request, &size);
    }
    *ret_attributes = all;
}

size_t answer_room(void)
{
    return sizeof(answer.bytes) - answer.size;
}

size_t answer_size(void)
{
    return answer.size;
}

void put_bytes(const void *bytes, size_t size)
{
    if (size > answer_room())
        return; /* callers keep to their limits; this keeps memory safe */
    memcpy(answer.bytes + answer.size, bytes, size);
    answer.size += size;
}

void patch_u32(size_t at, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                             (uint8_t)value};
    memcpy(answer.bytes + at, bytes, sizeof(bytes));
}

void put_u32(uint32_t value)
{
    static const uint8_t PLACE[4];
    if (answer_room() < sizeof(PLACE))
        return;
    put_bytes(PLACE, sizeof(PLACE));
    patch_u32(answer.size - sizeof(PLACE), value);
}

void put_u64(uint64_t value)
{
    put_u32((uint32_t)(value >> 32));
    put_u32((uint32_t)value);
}

void put_text(const char *text)
{
    put_u32((uint32_t)strlen(text));
    put_bytes(text, strlen(text));
}

void put_attributes(const struct stat *status)
{
    put_u32(ATTRIBUTE_SIZE | ATTRIBUTE_UIDGID | ATTRIBUTE_PERMISSIONS | ATTRIBUTE_ACMODTIME);
    put_u64((uint64_t)status->st_size);
    put_u32(status->st_uid);
    put_u32(status->st_gid);
    put_u32(status->st_mode);
    put_u32((uint32_t)status->st_atime);
    put_u32((uint32_t)status->st_mtime);
}

uint8_t *data_place(void)
{
    return answer.bytes + answer.size + 4;
}

void put_data_done(size_t size)
{
    put_u32((uint32_t)size);
    answer.size += size;
}

void begin_answer(uint8_t type, uint32_t id)
{
    answer.size = 4;
    put_bytes(&type, 1);
    put_u32(id);
}

bool finish_answer(void)
{
    patch_u32(0, (uint32_t)(answer.size - 4));
    for (size_t at = 0; at < answer.size;) {
        ssize_t n = write(STDOUT_FILENO, answer.bytes + at, answer.size - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n < 0 ? 0 : (size_t)n;
    }
    return true;
}

void answer_status(uint32_t id, enum status status, const char *message)
{
    begin_answer(SFTP_STATUS, id);
    put_u32(status);
    put_text(message);
    put_text("en");
}

void answer_error(uint32_t id, int error)
{
    switch (-error) {
    case 0:
        answer_status(id, STATUS_OK, "");
        return;
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case EBADF:
        answer_status(id, STATUS_NO_SUCH_FILE, "No such file");
        return;
    case EPERM:
    case EACCES:
    case EFAULT:
        answer_status(id, STATUS_PERMISSION_DENIED, "Permission denied");
        return;
    case EBADMSG:
        answer_status(id, STATUS_BAD_MESSAGE, "Bad message");
        return;
    default:
        answer_status(id, STATUS_FAILURE, strerror(-error));
    }
}
