/* What a neighbour notices: how long its requests take, and whether it still gets what is its own.
 */
#include "flood.h"

#include <mqueue.h>
#include <netinet/in.h>
#include <sys/inotify.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <time.h>

#define PORT      8080
#define PAUSE_NS  4000000
#define COUNT_MAX 4096

static const struct sockaddr_in ADDRESS = {
    .sin_family = AF_INET, .sin_port = 0x901f, .sin_addr.s_addr = 0x0100007f};
_Static_assert(PORT == 0x1f90, "in network order above");

int serve(void)
{
    static const char ANSWER[] = "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";
    char request[1024];
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0 ||
        bind(listener, (const struct sockaddr *)&ADDRESS, sizeof(ADDRESS)) < 0 ||
        listen(listener, 64) < 0)
        return 1;
    for (;;) {
        int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0)
            continue;
        if (read(client, request, sizeof(request)) > 0)
            (void)send(client, ANSWER, sizeof(ANSWER) - 1, MSG_NOSIGNAL);
        (void)close(client);
    }
}

static bool request(void)
{
    static const char REQUEST[] = "GET / HTTP/1.0\r\n\r\n";
    char answer[256];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = fd >= 0 && connect(fd, (const struct sockaddr *)&ADDRESS, sizeof(ADDRESS)) == 0 &&
              write(fd, REQUEST, sizeof(REQUEST) - 1) > 0 &&
              read(fd, answer, sizeof(answer)) > 15 && strncmp(answer, "HTTP/1.0 200", 12) == 0;
    (void)close(fd);
    return ok;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* One of each that is counted for all of the host or for a user. NULL: got them all. */
static const char *missing_share(void)
{
    struct mq_attr attr = {.mq_maxmsg = 1, .mq_msgsize = 16};
    int notify = inotify_init(), terminal = posix_openpt(O_RDWR | O_NOCTTY);
    int queue = msgget(IPC_PRIVATE, 0600), file = open("/tmp/probe", O_WRONLY | O_CREAT, 0600);
    mqd_t posix_queue = mq_open("/probe", O_CREAT | O_RDWR, 0600, &attr);
    const char *missing = notify < 0                            ? "inotify"
                          : terminal < 0                        ? "pty"
                          : queue < 0                           ? "message queue"
                          : posix_queue < 0                     ? "POSIX queue"
                          : file < 0 || write(file, "x", 1) < 1 ? "tmpfs"
                                                                : NULL;
    (void)msgctl(queue, IPC_RMID, NULL);
    (void)mq_unlink("/probe");
    return missing;
}

int load(unsigned count)
{
    static double taken[COUNT_MAX];
    static const struct timespec PAUSE = {.tv_nsec = PAUSE_NS};
    unsigned failed = 0;
    count = count < COUNT_MAX ? count : COUNT_MAX;
    for (unsigned i = 0; i < count; i++) {
        double begun = seconds();
        failed += !request();
        taken[i] = seconds() - begun;
        (void)nanosleep(&PAUSE, NULL);
    }
    qsort(taken, count, sizeof(taken[0]), compare);
    const char *missing = missing_share();
    printf("p50=%.0f p99=%.0f max=%.0f failed=%u missing=%s\n", taken[count / 2] * 1e6,
           taken[count - 1 - count / 100] * 1e6, taken[count - 1] * 1e6, failed,
           missing ? missing : "nothing");
    return 0;
}
