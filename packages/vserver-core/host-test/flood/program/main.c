/*
 * flood list                names, titles and the refusals that show each one's bound
 * flood run NAME SECONDS    one flood, after /root/NAME.begun is made; prints its name, verdict,
 * refusal and how much it got flood serve               the neighbour: a small HTTP server on the
 * loopback flood load COUNT          its client: latencies in microseconds, and whether it still
 * gets its own share
 */
#include "flood.h"

#include <sys/mman.h>

extern const struct flood *const __start_floods[], *const __stop_floods[];

static const char *word(int error)
{
    return error == KILLED ? "killed" : error == NONE ? "none" : strerrorname_np(error);
}

static void print_name(const struct flood *flood)
{
    printf("%.*s", (int)(strlen(flood->file) - strlen(".c")), flood->file);
}

static int list(void)
{
    for (const struct flood *const *flood = __start_floods; flood < __stop_floods; flood++) {
        print_name(*flood);
        printf("\t%s", (*flood)->title);
        for (size_t i = 0; (*flood)->expected[i]; i++)
            printf("%c%s", i ? ' ' : '\t', word((*flood)->expected[i]));
        printf("\n");
    }
    return 0;
}

static const struct flood *find(const char *name)
{
    for (const struct flood *const *flood = __start_floods; flood < __stop_floods; flood++)
        if (strncmp((*flood)->file, name, strlen(name)) == 0 &&
            strcmp((*flood)->file + strlen(name), ".c") == 0)
            return *flood;
    return NULL;
}

/* First in line for the OOM killer, and in a group of its own so that all it starts ends with it.
 */
static _Noreturn void become_flood(const struct flood *flood, struct pressure *pressure)
{
    (void)setpgid(0, 0);
    int score = open("/proc/self/oom_score_adj", O_WRONLY);
    if (score >= 0 && write(score, "1000", 4) == 4)
        flood->run(pressure);
    _exit(0);
}

/* One that was killed begins again. */
static bool flood_once(const struct flood *flood, struct pressure *pressure)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        become_flood(flood, pressure);
    if (pid < 0 || waitpid(pid, &status, 0) < 0)
        return false;
    (void)kill(-pid, SIGKILL);
    while (waitpid(-pid, NULL, 0) > 0)
        ;
    if (WIFSIGNALED(status)) {
        pressure->error = KILLED;
        pressure->refusals++;
    }
    return pressing(pressure);
}

static int run(const char *name, double length)
{
    const struct flood *flood = find(name);
    struct pressure *pressure =
        mmap(NULL, sizeof(*pressure), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!flood || pressure == MAP_FAILED)
        return 2;
    char begun[128];
    (void)snprintf(begun, sizeof(begun), "/root/%s.begun", name);
    (void)close(open(begun, O_WRONLY | O_CREAT, 0600));
    pressure->end = seconds() + length;
    while (flood_once(flood, pressure))
        ;
    int error = pressure->refusals ? pressure->error : NONE;
    print_name(flood);
    printf("\t%s\t%lu\n", word(error), pressure->done);
    return 0;
}

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list();
    if (argc == 2 && strcmp(argv[1], "serve") == 0)
        return serve();
    if (argc == 3 && strcmp(argv[1], "load") == 0)
        return load((unsigned)strtoul(argv[2], NULL, 10));
    if (argc == 4 && strcmp(argv[1], "run") == 0)
        return run(argv[2], strtod(argv[3], NULL));
    (void)fputs("flood: see the head of main.c\n", stderr);
    return 2;
}
