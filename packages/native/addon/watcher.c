#include "watcher.h"

#include <stdio.h>
#include <stdlib.h>

#include "src/pidfd.h"

/* Guards against a handle of another addon. */
static const napi_type_tag WATCHER_TAG = {0x7653657276657257, 0x6174636865720001};

napi_value throw_errno(napi_env env, int error, const char *doing)
{
    char message[256];
    napi_value code, text, number, exception;
    snprintf(message, sizeof(message), "%s: %s", doing, uv_strerror(-error));
    if (napi_create_string_utf8(env, uv_err_name(-error), NAPI_AUTO_LENGTH, &code) == napi_ok &&
        napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text) == napi_ok &&
        napi_create_int32(env, error, &number) == napi_ok &&
        napi_create_error(env, code, text, &exception) == napi_ok &&
        napi_set_named_property(env, exception, "errno", number) == napi_ok)
        napi_throw(env, exception);
    return NULL;
}

static void release(struct watcher *watcher)
{
    if (--watcher->owners == 0)
        free(watcher);
}

static void drop_callbacks(struct watcher *watcher)
{
    for (int i = 0; i < WATCHER_CALLBACKS; i++) {
        if (watcher->callbacks[i])
            napi_delete_reference(watcher->env, watcher->callbacks[i]);
        watcher->callbacks[i] = NULL;
    }
}

static void drop_context(struct watcher *watcher)
{
    if (watcher->context)
        napi_async_destroy(watcher->env, watcher->context);
    watcher->context = NULL;
}

static void on_closed(uv_handle_t *handle)
{
    struct watcher *watcher = handle->data;
    pidfd_close(watcher->fd); /* only now: libuv must not meet a reused number */
    drop_context(watcher);    /* not earlier: a callback that closes is still running in it */
    if (watcher->cleanup)
        napi_remove_async_cleanup_hook(watcher->cleanup);
    release(watcher);
}

void watcher_close(struct watcher *watcher)
{
    if (watcher->is_closing)
        return;
    watcher->is_closing = true;
    drop_callbacks(watcher);
    uv_close((uv_handle_t *)&watcher->poll, on_closed);
}

static void on_env_end(napi_async_cleanup_hook_handle handle, void *data)
{
    struct watcher *watcher = data;
    (void)handle;
    watcher->is_ending = true;
    watcher_close(watcher);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct watcher *watcher = poll->data;
    napi_handle_scope scope;
    if (watcher->is_closing || napi_open_handle_scope(watcher->env, &scope) != napi_ok)
        return;
    watcher->on_ready(watcher, status < 0 ? UV_READABLE : events); /* the read tells the error */
    napi_close_handle_scope(watcher->env, scope);
}

static bool hold_callbacks(struct watcher *watcher, const napi_value *callbacks, int count)
{
    napi_value name;
    napi_env env = watcher->env;
    for (int i = 0; i < count; i++)
        if (napi_create_reference(env, callbacks[i], 1, &watcher->callbacks[i]) != napi_ok)
            return false;
    return napi_create_string_utf8(env, "vserver", NAPI_AUTO_LENGTH, &name) == napi_ok &&
           napi_async_init(env, NULL, name, &watcher->context) == napi_ok &&
           napi_add_async_cleanup_hook(env, on_env_end, watcher, &watcher->cleanup) == napi_ok;
}

/* Before libuv knows the descriptor, everything can simply be freed. */
static struct watcher *abandon(struct watcher *watcher, int fd, int error)
{
    napi_env env = watcher->env;
    drop_callbacks(watcher);
    drop_context(watcher);
    if (watcher->cleanup)
        napi_remove_async_cleanup_hook(watcher->cleanup);
    free(watcher);
    pidfd_close(fd);
    throw_errno(env, error, "watch");
    return NULL;
}

struct watcher *watcher_open(napi_env env, int fd, const napi_value *callbacks, int count,
                             void (*on_ready)(struct watcher *, int))
{
    uv_loop_t *loop;
    struct watcher *watcher = calloc(1, sizeof(*watcher));
    if (!watcher) {
        pidfd_close(fd);
        throw_errno(env, -UV_ENOMEM, "watch");
        return NULL;
    }
    watcher->env = env;
    watcher->fd = fd;
    watcher->on_ready = on_ready;
    watcher->owners = 1;
    if (napi_get_uv_event_loop(env, &loop) != napi_ok || !hold_callbacks(watcher, callbacks, count))
        return abandon(watcher, fd, -UV_ENOMEM);
    int r = uv_poll_init(loop, &watcher->poll, fd);
    if (r)
        return abandon(watcher, fd, -r);
    watcher->poll.data = watcher;
    r = uv_poll_start(&watcher->poll, UV_READABLE, on_poll);
    if (!r)
        return watcher;
    watcher_close(watcher);
    throw_errno(env, -r, "watch");
    return NULL;
}

static void on_collected(napi_env env, void *data, void *hint)
{
    (void)env;
    (void)hint;
    release(data);
}

napi_value watcher_wrap(struct watcher *watcher)
{
    napi_value handle;
    if (napi_create_object(watcher->env, &handle) != napi_ok ||
        napi_type_tag_object(watcher->env, handle, &WATCHER_TAG) != napi_ok ||
        napi_wrap(watcher->env, handle, watcher, on_collected, NULL, NULL) != napi_ok) {
        watcher_close(watcher);
        return NULL;
    }
    watcher->owners++;
    return handle;
}

struct watcher *watcher_unwrap(napi_env env, napi_value handle)
{
    bool is_ours = false;
    void *watcher = NULL;
    if (napi_check_object_type_tag(env, handle, &WATCHER_TAG, &is_ours) == napi_ok && is_ours &&
        napi_unwrap(env, handle, &watcher) == napi_ok)
        return watcher;
    napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "not a handle of this addon");
    return NULL;
}

int watcher_events(struct watcher *watcher, int events)
{
    return watcher->is_closing ? UV_EBADF : uv_poll_start(&watcher->poll, events, on_poll);
}

void watcher_call(struct watcher *watcher, int index, int argc, const napi_value *argv)
{
    napi_env env = watcher->env;
    napi_value global, callback, result, exception;
    if (watcher->is_ending || !watcher->callbacks[index] ||
        napi_get_reference_value(env, watcher->callbacks[index], &callback) != napi_ok ||
        napi_get_global(env, &global) != napi_ok)
        return;
    napi_status status =
        napi_make_callback(env, watcher->context, global, callback, (size_t)argc, argv, &result);
    if (status == napi_pending_exception &&
        napi_get_and_clear_last_exception(env, &exception) == napi_ok)
        napi_fatal_exception(env, exception);
}
