#include "nft-script.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_SIZE 1024

void vs_script_begin(struct vs_script *script, int fd)
{
    script->fd = fd;
    script->error = 0;
    script->rules = 0;
    script->used = 0;
}

static void flush(struct vs_script *script)
{
    for (size_t done = 0; done < script->used && script->fd >= 0 && script->error == 0;) {
        ssize_t n = write(script->fd, script->buffer + done, script->used - done);
        if (n < 0 && errno != EINTR)
            script->error = -errno;
        done += n > 0 ? (size_t)n : 0;
    }
    script->used = 0;
}

void vs_script_add(struct vs_script *script, const char *format, ...)
{
    va_list arguments;
    if (script->used > sizeof(script->buffer) - LINE_SIZE)
        flush(script);
    va_start(arguments, format);
    int length = vsnprintf(script->buffer + script->used, LINE_SIZE, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= LINE_SIZE)
        script->error = script->error ? script->error : -EOVERFLOW;
    else
        script->used += (size_t)length;
}

void vs_script_address(struct vs_script *script, const struct vs_address *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    (void)inet_ntop(address->family == 6 ? AF_INET6 : AF_INET, address->bytes, text, sizeof(text));
    vs_script_add(script, "%s", text);
}

int vs_script_end(struct vs_script *script)
{
    flush(script);
    return script->error;
}
