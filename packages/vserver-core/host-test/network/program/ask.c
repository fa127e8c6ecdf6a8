#include "ask.h"

#include <poll.h>
#include <stdarg.h>
#include <time.h>

#define DEADLINE_MS 3000
#define PATIENCE_MS 250

int deadline(const struct facts *facts)
{
    return DEADLINE_MS * facts->slowness;
}

int patience(const struct facts *facts)
{
    return PATIENCE_MS * facts->slowness;
}

const char *new_nonce(void)
{
    static char nonce[48];
    static unsigned count;
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)snprintf(nonce, sizeof(nonce), "n%d-%u-%lld%09ld", (int)getpid(), count++,
                   (long long)now.tv_sec, now.tv_nsec);
    return nonce;
}

static int ask_line(const struct facts *facts, union end agent, char *answer, const char *line)
{
    int fd = reach(SOCK_STREAM, agent, deadline(facts));
    if (fd < 0)
        return fd;
    int r = transact(fd, line, answer, ANSWER_SIZE, 2 * deadline(facts));
    (void)close(fd);
    return r;
}

int ask(const struct facts *facts, union end agent, char *answer, const char *format, ...)
{
    char line[400];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(line, sizeof(line), format, list);
    va_end(list);
    return ask_line(facts, agent, answer, line);
}

/* An answer of the agent outside that begins with "error NUMBER". */
static int error_of(const char *answer)
{
    int error = 0;
    return sscanf(answer, "error %d", &error) == 1 ? -error : 0;
}

static void greet(struct visit *visit, int listener)
{
    socklen_t size = sizeof(visit->seen);
    visit->accepted = accept4(listener, &visit->seen.any, &size, SOCK_CLOEXEC);
    if (visit->accepted >= 0)
        (void)send(visit->accepted, "guest\n", 6, MSG_NOSIGNAL);
}

struct visit invite(const struct facts *facts, int listener, union end end)
{
    struct visit visit = {.accepted = -1};
    char line[128], answer[ANSWER_SIZE] = "";
    int fd = reach(SOCK_STREAM, at(facts->outside4, CONTROL), deadline(facts));
    if (fd < 0) {
        visit.error = fd;
        return visit;
    }
    int n = snprintf(line, sizeof(line), "connect %s %u\n", text(&end), port_of(&end));
    (void)send(fd, line, (size_t)n, MSG_NOSIGNAL);
    struct pollfd ends[] = {{.fd = fd, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    if (poll(ends, 2, 2 * deadline(facts)) > 0 && ends[1].revents & POLLIN)
        greet(&visit, listener);
    visit.error = readable(fd, 2 * deadline(facts)) ? 0 : -ETIMEDOUT;
    if (visit.error == 0 && recv(fd, answer, sizeof(answer) - 1, 0) > 0)
        visit.error = error_of(answer);
    (void)close(fd);
    return visit;
}

int order_datagram(const struct facts *facts, union end end, const char *nonce)
{
    char answer[ANSWER_SIZE];
    int r = ask_outside(facts, answer, "send %s %u %s", text(&end), port_of(&end), nonce);
    return r < 0 ? r : error_of(answer);
}

int receive(const struct facts *facts, int fd, char *data, size_t size, union end *source)
{
    socklen_t length = sizeof(*source);
    if (!readable(fd, deadline(facts)))
        return -ETIMEDOUT;
    ssize_t n = recvfrom(fd, data, size - 1, 0, &source->any, &length);
    if (n < 0)
        return -errno;
    data[n] = '\0';
    return 0;
}

bool was_seen(const struct facts *facts, union end agent, const char *nonce, char *source)
{
    char answer[ANSWER_SIZE] = "";
    if (ask(facts, agent, answer, "seen %s", nonce) < 0)
        return false;
    return sscanf(answer, "yes %47s", source) == 1;
}

int send_note(int fd, union end to, const char *nonce)
{
    char line[128];
    int n = snprintf(line, sizeof(line), "note %s", nonce);
    return sendto(fd, line, (size_t)n, MSG_NOSIGNAL, &to.any, size_of(&to)) < 0 ? -errno : 0;
}

int probe_source(const struct facts *facts, int fd, union end to, char *source)
{
    char line[128], data[256];
    union end from;
    const char *nonce = new_nonce();
    int n = snprintf(line, sizeof(line), "whoami %s", nonce);
    if (sendto(fd, line, (size_t)n, MSG_NOSIGNAL, &to.any, size_of(&to)) < 0)
        return -errno;
    int r = receive(facts, fd, data, sizeof(data), &from);
    if (r < 0)
        return r;
    char back[64];
    if (sscanf(data, "%63s %47s", back, source) != 2 || strcmp(back, nonce) != 0)
        return -EPROTO;
    return strcmp(text(&from), text(&to)) == 0 ? 0 : -EADDRNOTAVAIL;
}
