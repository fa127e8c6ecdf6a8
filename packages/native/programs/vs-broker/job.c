#include "job.h"
#include "cleanup.h"
#include "connection.h"
#include "event.h"
#include "park.h"
#include "socket.h"
#include "spawn.h"
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>

#define DEADLINE_MS      60000
#define LONG_DEADLINE_MS 900000

/* A client that starts many leaves places for the others. */
static int free_job(const struct broker *broker, uint32_t connection)
{
    int found = -EAGAIN, same = 0;
    for (int i = 0; i < JOBS_MAX; i++) {
        const struct job *job = &broker->jobs[i];
        if (job->report_fd < 0)
            found = i;
        else if (job->connection == connection)
            same++;
    }
    return same < JOBS_OF_CONNECTION_MAX ? found : -EAGAIN;
}

int job_start(struct broker *broker, uint32_t connection, const struct vs_header *header,
              const struct operation *operation, const void *request,
              struct vs_failure *ret_failure)
{
    int index = free_job(broker, connection);
    if (index < 0)
        return vs_fail(ret_failure, "busy", index);
    struct job *job = &broker->jobs[index];
    int report = -1, pidfd = -1;
    int r = operation->may_park ? park_take(broker, operation, request, &report, &pidfd) : -ENOENT;
    if (r < 0)
        r = spawn(broker, operation, request, &report, &pidfd);
    if (r < 0)
        return vs_fail(ret_failure, "spawn", r);
    *job = (struct job){.report_fd = report,
                        .pidfd = pidfd,
                        .connection = connection,
                        .generation = broker->connections[connection].generation,
                        .header = *header,
                        .deadline_ms =
                            monotonic_ms() + (operation->copies ? LONG_DEADLINE_MS : DEADLINE_MS)};
    r = event_add(broker, report, EVENT_JOB, (uint32_t)index);
    if (r < 0) {
        vs_close_fd(&job->report_fd);
        vs_close_fd(&job->pidfd);
        return vs_fail(ret_failure, "spawn", r);
    }
    return 0;
}

static void finish(struct broker *broker, struct job *job, const struct answer *answer,
                   size_t reply_size)
{
    const struct connection *connection = &broker->connections[job->connection];
    if (connection->fd >= 0 && connection->generation == job->generation)
        connection_reply(broker, job->connection, &job->header, answer, reply_size);
    vs_close_fd(&job->report_fd); /* closing also takes it out of epoll */
    vs_close_fd(&job->pidfd);
}

void job_answer(struct broker *broker, uint32_t index)
{
    struct job *job = &broker->jobs[index];
    struct {
        struct vs_failure failure;
        uint8_t reply[REPLY_MAX];
    } message;
    struct answer answer = {.fd = -1};
    if (job->report_fd < 0)
        return;
    cleanup_fd int attached = -1;
    size_t reply_size = find_operation(job->header.operation)->reply_size;
    ssize_t n = vs_socket_receive(job->report_fd, &message, sizeof(message), &attached);
    if (n >= (ssize_t)sizeof(message.failure))
        answer.failure = message.failure;
    size_t expected = sizeof(message.failure) + (answer.failure.error ? 0 : reply_size);
    if (n < (ssize_t)sizeof(message.failure) || (size_t)n < expected) {
        answer.failure = (struct vs_failure){0};
        (void)vs_fail(&answer.failure, "program-died", -ECHILD);
    } else if (answer.failure.error == 0) {
        memcpy(answer.bytes, message.reply, reply_size);
        answer.fd = attached;
    }
    finish(broker, job, &answer, reply_size);
}

int job_expire(struct broker *broker, int64_t now_ms)
{
    int64_t next = INT64_MAX;
    for (int i = 0; i < JOBS_MAX; i++) {
        struct job *job = &broker->jobs[i];
        if (job->report_fd < 0)
            continue;
        if (job->deadline_ms <= now_ms) {
            struct answer answer = {.fd = -1};
            (void)vs_fail(&answer.failure, "deadline", -ETIMEDOUT);
            (void)pidfd_send_signal(job->pidfd, SIGKILL, NULL, 0);
            finish(broker, job, &answer, 0);
        } else if (job->deadline_ms < next) {
            next = job->deadline_ms;
        }
    }
    return next == INT64_MAX ? -1 : (int)(next - now_ms);
}
