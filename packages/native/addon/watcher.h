/*
 * A descriptor watched by Node's event loop, with JavaScript callbacks. It lives until it is
 * closed, whatever the garbage collector does, and is closed when its environment (worker) ends.
 */
#pragma once
#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>
#include <uv.h>

#define WATCHER_CALLBACKS 3

struct watcher {
    uv_poll_t poll;
    napi_env env;
    napi_async_cleanup_hook_handle cleanup;
    napi_async_context context;
    napi_ref callbacks[WATCHER_CALLBACKS];
    int fd;
    bool is_closing;
    bool is_ending; /* the environment goes: no more JavaScript */
    int owners;     /* the loop and the JavaScript handle; the last one frees */
    void (*on_ready)(struct watcher *watcher, int events);
};

/* Watches `fd`, which it owns from here, for UV_READABLE. NULL and a pending exception on failure.
 */
struct watcher *watcher_open(napi_env env, int fd, const napi_value *callbacks, int count,
                             void (*on_ready)(struct watcher *, int));

/* The JavaScript handle of a watcher, and back (NULL and a pending exception). */
napi_value watcher_wrap(struct watcher *watcher);
struct watcher *watcher_unwrap(napi_env env, napi_value handle);

/* UV_READABLE, UV_WRITABLE or both. */
int watcher_events(struct watcher *watcher, int events);

/* Runs a callback in its own scope; what it throws becomes an uncaught exception. */
void watcher_call(struct watcher *watcher, int index, int argc, const napi_value *argv);

/* Stops, closes the descriptor and lets go of the callbacks. Any number of times. */
void watcher_close(struct watcher *watcher);

/* Throws an Error with `code` ("EBUSY") and `errno`. Returns NULL, for use in a return. */
napi_value throw_errno(napi_env env, int error, const char *doing);
