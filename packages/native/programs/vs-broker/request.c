#include "request.h"
#include <errno.h>
#include <string.h>

bool request_is_ours(const struct message *message, size_t length)
{
    return length >= sizeof(message->header) && message->header.magic == VS_MAGIC;
}

/* Whether the message has the shape of a request for this operation. */
static int check_header(const struct vs_header *header, size_t length,
                        const struct operation *operation, struct vs_failure *ret_failure)
{
    static const char NO_STAGE[VS_STAGE_SIZE] = {0};
    if (!operation)
        return vs_fail(ret_failure, "operation", -EOPNOTSUPP);
    if (header->size != operation->request_size ||
        length != sizeof(*header) + operation->request_size)
        return vs_fail(ret_failure, "size", -EMSGSIZE);
    if (header->error || memcmp(header->stage, NO_STAGE, sizeof(NO_STAGE)))
        return vs_fail(ret_failure, "header", -EINVAL);
    return 0;
}

const struct operation *request_check(const struct message *message, size_t length,
                                      struct vs_failure *ret_failure)
{
    const struct operation *operation = find_operation(message->header.operation);
    if (check_header(&message->header, length, operation, ret_failure) < 0 ||
        operation->check(message->request, ret_failure) < 0)
        return NULL;
    return operation;
}

enum rate_class request_class(const struct message *message)
{
    const struct operation *operation = find_operation(message->header.operation);
    if (!operation || operation->where == HERE)
        return RATE_LOOK;
    return operation->where == IN_PROGRAM ? RATE_START : RATE_CHANGE;
}
