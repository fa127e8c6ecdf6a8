/*
 * One line in, one line out, over TCP or an abstract Unix socket:
 *   whoami                who answers, the asker's address and port, the address that was asked
 *   seen NONCE            "yes ADDRESS" when a datagram brought the nonce from there, else "no"
 *   connect ADDRESS PORT  asks there "whoami": "ok ANSWER" or "error NUMBER"
 *   send ADDRESS PORT NONCE   a datagram with the nonce
 *   ask ADDRESS PORT LINE     hands the line on
 *   read PATH             the first line of a file
 *   hold HOW              takes a port the kernel chooses and keeps it: "port NUMBER"; by bind(2)
 *                         (tcp, udp), listen(2) alone (listen) or sendto(2) alone (autobound)
 * By datagram: "note NONCE" is remembered, "whoami NONCE" answered by "NONCE ADDRESS PORT".
 */
#include "agent.h"
#include "end.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/un.h>
#include <unistd.h>

#define SERVICES_MAX 16
#define NOTES_MAX    1024
#define LINE_SIZE    512
#define DEADLINE_MS  1000
#define HOLD_SECONDS 20

struct note {
    char nonce[64], source[48];
};

struct agent {
    const char *name;
    int deadline, count;
    struct pollfd services[SERVICES_MAX];
    struct note notes[NOTES_MAX];
    unsigned noted;
};

static void take_datagram(struct agent *agent, int fd)
{
    char data[256] = "", nonce[64], back[160];
    union end from;
    socklen_t size = sizeof(from);
    ssize_t n = recvfrom(fd, data, sizeof(data) - 1, MSG_DONTWAIT, &from.any, &size);
    if (n > 0 && sscanf(data, "note %63s", nonce) == 1) {
        struct note *note = &agent->notes[agent->noted++ % NOTES_MAX];
        (void)snprintf(note->nonce, sizeof(note->nonce), "%s", nonce);
        (void)snprintf(note->source, sizeof(note->source), "%s", text(&from));
    } else if (n > 0 && sscanf(data, "whoami %63s", nonce) == 1) {
        int length = snprintf(back, sizeof(back), "%s %s %u", nonce, text(&from), port_of(&from));
        (void)sendto(fd, back, (size_t)length, MSG_DONTWAIT, &from.any, size);
    }
}

static int type_of(int fd)
{
    int type = 0;
    socklen_t size = sizeof(type);
    (void)getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size);
    return type;
}

/* What came before the question must be known when it is answered, which a child does. */
static void drain(struct agent *agent)
{
    for (int i = 0; i < agent->count; i++)
        while (type_of(agent->services[i].fd) == SOCK_DGRAM && readable(agent->services[i].fd, 0))
            take_datagram(agent, agent->services[i].fd);
}

static void say_seen(const struct agent *agent, const char *nonce, char *answer)
{
    for (unsigned i = 0; i < NOTES_MAX; i++)
        if (strcmp(agent->notes[i].nonce, nonce) == 0) {
            (void)snprintf(answer, LINE_SIZE, "yes %s", agent->notes[i].source);
            return;
        }
    (void)snprintf(answer, LINE_SIZE, "no");
}

static void say_who(const struct agent *agent, int fd, char *answer)
{
    union end own = own_end(fd), other = other_end(fd);
    if (own.any.sa_family == AF_UNIX)
        (void)snprintf(answer, LINE_SIZE, "%s", agent->name);
    else
        (void)snprintf(answer, LINE_SIZE, "%s %s %u %s", agent->name, text(&other), port_of(&other),
                       text(&own));
}

static void hand_on(const struct agent *agent, const char *place, const char *line, char *answer)
{
    char address[48], back[LINE_SIZE - 8] = "";
    unsigned port;
    if (sscanf(place, "%47s %u", address, &port) != 2)
        return;
    int fd = reach(SOCK_STREAM, at(address, port), agent->deadline);
    int r = fd < 0 ? fd : transact(fd, line, back, sizeof(back), agent->deadline);
    if (fd >= 0)
        (void)close(fd);
    if (r < 0)
        (void)snprintf(answer, LINE_SIZE, "error %d", -r);
    else
        (void)snprintf(answer, LINE_SIZE, strcmp(line, "whoami") == 0 ? "ok %s" : "%s", back);
}

static void send_datagram(const char *rest, char *answer)
{
    char address[48], nonce[64];
    unsigned port;
    if (sscanf(rest, "%47s %u %63s", address, &port, nonce) != 3)
        return;
    union end to = at(address, port);
    int fd = open_socket(to.any.sa_family, SOCK_DGRAM);
    ssize_t n = sendto(fd, nonce, strlen(nonce), 0, &to.any, size_of(&to));
    (void)snprintf(answer, LINE_SIZE, n < 0 ? "error %d" : "ok", errno);
    (void)close(fd);
}

static void read_file(const char *path, char *answer)
{
    FILE *file = fopen(path, "re");
    if (!file || !fgets(answer, LINE_SIZE - 2, file))
        (void)snprintf(answer, LINE_SIZE, "error %d", errno);
    answer[strcspn(answer, "\n")] = '\0';
    if (file)
        (void)fclose(file);
}

static int take_port(const char *how)
{
    union end discard = at("127.0.0.1", 9);
    int fd = open_socket(AF_INET, strcmp(how, "listen") == 0 ? SOCK_STREAM : SOCK_DGRAM);
    if (strcmp(how, "tcp") == 0 || strcmp(how, "udp") == 0)
        return serve_at(strcmp(how, "tcp") == 0 ? SOCK_STREAM : SOCK_DGRAM, at("0.0.0.0", 0));
    if (strcmp(how, "listen") == 0)
        return listen(fd, 1) < 0 ? -errno : fd;
    return sendto(fd, "", 0, 0, &discard.any, size_of(&discard)) < 0 ? -errno : fd;
}

/* By the child, which lives on with it for as long as any asker needs. */
static void hold_port(const char *how, char *answer)
{
    int fd = take_port(how);
    union end name = own_end(fd);
    if (fd < 0)
        (void)snprintf(answer, LINE_SIZE, "error %d", -fd);
    else
        (void)snprintf(answer, LINE_SIZE, "port %u", port_of(&name));
}

/* Where the line begins after an address and a port. */
static const char *after_place(const char *rest)
{
    const char *port = strchr(rest, ' ');
    const char *line = port ? strchr(port + 1, ' ') : NULL;
    return line ? line + 1 : "";
}

static void answer_line(struct agent *agent, int fd, const char *line, char *answer)
{
    (void)snprintf(answer, LINE_SIZE, "error %d", EINVAL);
    if (strcmp(line, "whoami") == 0)
        say_who(agent, fd, answer);
    else if (strncmp(line, "seen ", 5) == 0)
        say_seen(agent, line + 5, answer);
    else if (strncmp(line, "connect ", 8) == 0)
        hand_on(agent, line + 8, "whoami", answer);
    else if (strncmp(line, "ask ", 4) == 0)
        hand_on(agent, line + 4, after_place(line + 4), answer);
    else if (strncmp(line, "send ", 5) == 0)
        send_datagram(line + 5, answer);
    else if (strncmp(line, "read ", 5) == 0)
        read_file(line + 5, answer);
    else if (strncmp(line, "hold ", 5) == 0)
        hold_port(line + 5, answer);
}

/* In a child, since handing on may wait for the asker itself. */
static void take_connection(struct agent *agent, int listener)
{
    char line[LINE_SIZE] = "", answer[LINE_SIZE + 1];
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    drain(agent);
    if (fork() == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        ssize_t n = readable(fd, agent->deadline) ? recv(fd, line, sizeof(line) - 1, 0) : 0;
        line[strcspn(line, "\n")] = '\0';
        if (n > 0) {
            answer_line(agent, fd, line, answer);
            (void)strcat(answer, "\n");
            (void)send(fd, answer, strlen(answer), MSG_NOSIGNAL);
        }
        if (strncmp(line, "hold ", 5) == 0)
            (void)sleep(HOLD_SECONDS);
        _exit(0);
    }
    (void)close(fd);
}

static int open_unix(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(name);
    int fd = open_socket(AF_UNIX, SOCK_STREAM);
    if (length >= sizeof(address.sun_path))
        return -EINVAL;
    memcpy(address.sun_path + 1, name, length);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
    int r = bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 8) < 0 ? -errno : 0;
    return r < 0 ? r : fd;
}

/* A socket of both families hears no IPv4 groups. Source: kernel net/ipv6/af_inet6.c, inet6_create,
 * which leaves IP_MULTICAST_ALL unset. */
static int open_six_only(union end end)
{
    int fd = open_socket(AF_INET6, SOCK_DGRAM);
    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    int r = bind_to(fd, end);
    return r < 0 ? r : fd;
}

static int open_service(const char *service)
{
    char kind[8], address[64] = "";
    unsigned port = 0;
    int n = sscanf(service, "%7[^,],%63[^,],%u", kind, address, &port);
    if (n == 2 && strcmp(kind, "unix") == 0)
        return open_unix(address);
    if (n != 3)
        return -EINVAL;
    if (strcmp(kind, "udp6") == 0)
        return open_six_only(at(address, port));
    return serve_at(strcmp(kind, "tcp") == 0 ? SOCK_STREAM : SOCK_DGRAM, at(address, port));
}

int stand(const char *name, int slowness, char **services)
{
    static struct agent agent;
    agent.name = name;
    agent.deadline = DEADLINE_MS * slowness;
    (void)signal(SIGCHLD, SIG_IGN);
    for (; *services && agent.count < SERVICES_MAX; services++) {
        int fd = open_service(*services);
        if (fd < 0) {
            printf("%s: %s\n", *services, strerror(-fd));
            return 1;
        }
        agent.services[agent.count++] = (struct pollfd){.fd = fd, .events = POLLIN};
    }
    printf("ready\n");
    (void)fflush(stdout);
    for (;;) {
        (void)poll(agent.services, (nfds_t)agent.count, -1);
        for (int i = 0; i < agent.count; i++) {
            if (!(agent.services[i].revents & POLLIN))
                continue;
            if (type_of(agent.services[i].fd) == SOCK_DGRAM)
                take_datagram(&agent, agent.services[i].fd);
            else
                take_connection(&agent, agent.services[i].fd);
        }
    }
}
