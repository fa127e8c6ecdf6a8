#include "files.h"
#include "process.h"
#include "state-file.h"
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS        200
#define LOG_MAX        (8u << 20)
#define LINE_MAX_BYTES 4096

uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void add_results(struct vs_state *state, const struct results *results)
{
    vs_state_add_u64(state, "files", results->files);
    vs_state_add_u64(state, "bytes", results->bytes);
    vs_state_add_u64(state, "pooled", results->pooled);
    vs_state_add_u64(state, "saved_bytes", results->saved_bytes);
    vs_state_add_u64(state, "objects", results->objects);
    vs_state_add_u64(state, "problems", results->problems);
}

void write_state(struct files *files)
{
    const struct progress *progress = &files->progress;
    struct vs_state state;
    uint64_t start = 0;
    if (vs_process_start(getpid(), &start) < 0)
        return;
    vs_state_reset(&state);
    vs_state_add(&state, "state", progress->state);
    vs_state_add_u64(&state, "pid", (uint64_t)getpid());
    vs_state_add_u64(&state, "pid_start", start);
    vs_state_add_u64(&state, "percent", progress->percent);
    vs_state_add(&state, "step", progress->step);
    vs_state_add_u64(&state, "started_at", progress->started_at);
    if (progress->finished_at)
        vs_state_add_u64(&state, "finished_at", progress->finished_at);
    if (progress->message[0])
        vs_state_add(&state, "message", progress->message);
    add_results(&state, &files->results);
    (void)vs_state_write(files->run_fd, "state", &state, files->layout.agent_gid, false);
}

void begin_step(struct files *files, const char *step, uint32_t percent)
{
    files->progress.step = step;
    files->progress.percent = percent;
    write_state(files);
}

void log_line(struct files *files, const char *format, ...)
{
    char line[LINE_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(line, sizeof(line) - 1, format, arguments);
    va_end(arguments);
    if (n < 0)
        return;
    size_t length = (size_t)n < sizeof(line) - 1 ? (size_t)n : sizeof(line) - 2;
    for (size_t i = 0; i < length; i++) /* a file's name may hold any byte */
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
            line[i] = '?';
    line[length++] = '\n';
    if (files->logged + length <= LOG_MAX && write(files->log_fd, line, length) > 0)
        files->logged += (uint32_t)length;
}

int refuse(struct files *files, int error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(files->progress.message, sizeof(files->progress.message), format, arguments);
    va_end(arguments);
    return error;
}

static bool is_cancelled(void)
{
    sigset_t term;
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    return sigtimedwait(&term, NULL, &(struct timespec){0}) == SIGTERM;
}

int tick(struct files *files)
{
    uint64_t now = now_ms();
    if (is_cancelled())
        return -ECANCELED;
    if (now < files->next_tick_ms)
        return 0;
    files->next_tick_ms = now + TICK_MS;
    if (files->total && files->results.files <= files->total)
        files->progress.percent = (uint32_t)(files->results.files * 99 / files->total);
    write_state(files);
    return 0;
}
