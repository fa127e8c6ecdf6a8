/* The addon's functions as JavaScript sees them; types are in src/addon.ts. */
#include <stdlib.h>

#include "src/hand.h"
#include "src/pidfd.h"
#include "src/seqpacket.h"
#include "watcher.h"

#define PACKET_SIZE 65536
#define ROUNDS      16 /* packets per readiness, so that other work gets its turn */

enum { ON_MESSAGE, ON_DRAIN, ON_CLOSE };

static bool arguments(napi_env env, napi_callback_info info, size_t wanted, napi_value *ret_argv)
{
    size_t argc = wanted;
    if (napi_get_cb_info(env, info, &argc, ret_argv, NULL, NULL) == napi_ok && argc >= wanted)
        return true;
    napi_throw_type_error(env, "ERR_MISSING_ARGS", "too few arguments");
    return false;
}

static bool are_functions(napi_env env, const napi_value *values, int count)
{
    for (int i = 0; i < count; i++) {
        napi_valuetype type;
        if (napi_typeof(env, values[i], &type) == napi_ok && type == napi_function)
            continue;
        napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "a callback must be a function");
        return false;
    }
    return true;
}

static bool get_fd(napi_env env, napi_value value, int *ret_fd)
{
    int32_t fd;
    if (napi_get_value_int32(env, value, &fd) == napi_ok && fd >= 0) {
        *ret_fd = fd;
        return true;
    }
    napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "not a descriptor");
    return false;
}

static void close_all(const int *fds, size_t count)
{
    while (count)
        pidfd_close(fds[--count]);
}

static bool give_message(struct watcher *watcher, const void *bytes, size_t size, const int *fds,
                         size_t fd_count)
{
    napi_env env = watcher->env;
    napi_value argv[2], number;
    if (napi_create_buffer_copy(env, size, bytes, NULL, &argv[0]) != napi_ok ||
        napi_create_array_with_length(env, fd_count, &argv[1]) != napi_ok)
        return false;
    for (size_t i = 0; i < fd_count; i++)
        if (napi_create_int32(env, fds[i], &number) != napi_ok ||
            napi_set_element(env, argv[1], (uint32_t)i, number) != napi_ok)
            return false;
    watcher_call(watcher, ON_MESSAGE, 2, argv);
    return true;
}

static void end_connection(struct watcher *watcher, int error)
{
    napi_value number;
    if (watcher->is_closing)
        return;
    if (napi_create_int32(watcher->env, error, &number) == napi_ok)
        watcher_call(watcher, ON_CLOSE, 1, &number);
    watcher_close(watcher);
}

/* False when nothing more is to be read now. */
static bool read_packet(struct watcher *watcher, uint8_t *bytes)
{
    int fds[SEQPACKET_FDS];
    size_t fd_count = 0;
    napi_handle_scope scope;
    ssize_t size = seqpacket_receive(watcher->fd, bytes, PACKET_SIZE, fds, &fd_count);
    if (size == UV_EAGAIN)
        return false;
    if (size <= 0) {
        end_connection(watcher, (int)-size);
        return false;
    }
    if (napi_open_handle_scope(watcher->env, &scope) != napi_ok) {
        close_all(fds, fd_count);
        return false;
    }
    if (!give_message(watcher, bytes, (size_t)size, fds, fd_count))
        close_all(fds, fd_count);
    napi_close_handle_scope(watcher->env, scope);
    return !watcher->is_closing;
}

static void on_socket(struct watcher *watcher, int events)
{
    uint8_t bytes[PACKET_SIZE];
    if (events & UV_WRITABLE) {
        watcher_events(watcher, UV_READABLE);
        watcher_call(watcher, ON_DRAIN, 0, NULL);
    }
    if (!(events & UV_READABLE))
        return;
    for (int i = 0; i < ROUNDS && !watcher->is_closing; i++)
        if (!read_packet(watcher, bytes))
            return;
}

/* connect(path, onMessage, onDrain, onClose): handle */
static napi_value js_connect(napi_env env, napi_callback_info info)
{
    napi_value argv[4];
    char path[256];
    size_t length;
    if (!arguments(env, info, 4, argv) || !are_functions(env, argv + 1, 3))
        return NULL;
    if (napi_get_value_string_utf8(env, argv[0], path, sizeof(path), &length) != napi_ok) {
        napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "the path must be a string");
        return NULL;
    }
    int fd = seqpacket_connect(path);
    if (fd < 0)
        return throw_errno(env, -fd, "connect");
    struct watcher *watcher = watcher_open(env, fd, argv + 1, 3, on_socket);
    return watcher ? watcher_wrap(watcher) : NULL;
}

/* The array's descriptors, or -1 and a pending exception. */
static int get_fds(napi_env env, napi_value value, int ret_fds[SEQPACKET_FDS])
{
    uint32_t count;
    napi_value element;
    if (napi_get_array_length(env, value, &count) != napi_ok || count > SEQPACKET_FDS) {
        napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "not an array of at most 8 descriptors");
        return -1;
    }
    for (uint32_t i = 0; i < count; i++)
        if (napi_get_element(env, value, i, &element) != napi_ok ||
            !get_fd(env, element, &ret_fds[i]))
            return -1;
    return (int)count;
}

/* send(handle, bytes, fds): boolean; false: the socket is full, onDrain will be called */
static napi_value js_send(napi_env env, napi_callback_info info)
{
    napi_value argv[3], result;
    void *bytes;
    size_t size;
    int fds[SEQPACKET_FDS];
    if (!arguments(env, info, 3, argv))
        return NULL;
    struct watcher *watcher = watcher_unwrap(env, argv[0]);
    if (!watcher)
        return NULL;
    if (napi_get_buffer_info(env, argv[1], &bytes, &size) != napi_ok) {
        napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "the message must be a Buffer");
        return NULL;
    }
    int count = get_fds(env, argv[2], fds);
    if (count < 0)
        return NULL;
    if (watcher->is_closing)
        return throw_errno(env, -UV_EPIPE, "send");
    int r = seqpacket_send(watcher->fd, bytes, size, fds, (size_t)count);
    if (r == UV_EAGAIN)
        watcher_events(watcher, UV_READABLE | UV_WRITABLE);
    else if (r < 0)
        return throw_errno(env, -r, "send");
    return napi_get_boolean(env, r == 0, &result) == napi_ok ? result : NULL;
}

/* close(handle): void; also ends watchPidfd */
static napi_value js_close(napi_env env, napi_callback_info info)
{
    napi_value argv[1];
    if (!arguments(env, info, 1, argv))
        return NULL;
    struct watcher *watcher = watcher_unwrap(env, argv[0]);
    if (watcher)
        watcher_close(watcher);
    return NULL;
}

static void on_pidfd(struct watcher *watcher, int events)
{
    (void)events;
    if (pidfd_has_exited(watcher->fd) == 0)
        return;
    watcher_call(watcher, 0, 0, NULL);
    watcher_close(watcher);
}

/* watchPidfd(fd, onExit): handle; owns the descriptor */
static napi_value js_watch_pidfd(napi_env env, napi_callback_info info)
{
    napi_value argv[2];
    int fd;
    if (!arguments(env, info, 2, argv) || !get_fd(env, argv[0], &fd) ||
        !are_functions(env, argv + 1, 1))
        return NULL;
    int r = pidfd_has_exited(fd);
    if (r < 0)
        return throw_errno(env, -r, "watchPidfd");
    struct watcher *watcher = watcher_open(env, fd, argv + 1, 1, on_pidfd);
    return watcher ? watcher_wrap(watcher) : NULL;
}

/* closeFd(fd): void */
static napi_value js_close_fd(napi_env env, napi_callback_info info)
{
    napi_value argv[1];
    int fd;
    if (!arguments(env, info, 1, argv) || !get_fd(env, argv[0], &fd))
        return NULL;
    int r = pidfd_close(fd);
    return r < 0 ? throw_errno(env, -r, "close") : NULL;
}

/* handConnection(path, fd, greeting): void; the descriptor stays the caller's */
static napi_value js_hand_connection(napi_env env, napi_callback_info info)
{
    napi_value argv[3];
    char path[256];
    size_t length, size;
    void *greeting;
    int fd;
    if (!arguments(env, info, 3, argv) || !get_fd(env, argv[1], &fd))
        return NULL;
    if (napi_get_value_string_utf8(env, argv[0], path, sizeof(path), &length) != napi_ok ||
        napi_get_buffer_info(env, argv[2], &greeting, &size) != napi_ok) {
        napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "a path and a Buffer are wanted");
        return NULL;
    }
    int r = hand_connection(path, fd, greeting, size);
    return r < 0 ? throw_errno(env, -r, "handConnection") : NULL;
}

static const struct {
    const char *name;
    napi_callback run;
} FUNCTIONS[] = {
    {"connect", js_connect},        {"send", js_send},        {"close", js_close},
    {"watchPidfd", js_watch_pidfd}, {"closeFd", js_close_fd}, {"handConnection", js_hand_connection},
};

NAPI_MODULE_INIT()
{
    for (size_t i = 0; i < sizeof(FUNCTIONS) / sizeof(FUNCTIONS[0]); i++) {
        napi_value function;
        if (napi_create_function(env, FUNCTIONS[i].name, NAPI_AUTO_LENGTH, FUNCTIONS[i].run, NULL,
                                 &function) != napi_ok ||
            napi_set_named_property(env, exports, FUNCTIONS[i].name, function) != napi_ok)
            return NULL;
    }
    return exports;
}
