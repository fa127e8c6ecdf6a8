/*
 * network list                       every check: name, subject, guest, expectations, title
 * network run plain|granted FACTS [RESULT]
 *                                    those of one guest, a line each: name, verdict, detail
 * network one NAME FACTS             one of them
 * network agent NAME SLOWNESS SERVICE...
 *                                    somebody else: see agent.c
 */
#include "agent.h"
#include "check.h"

#include <signal.h>
#include <sys/wait.h>

#define SECONDS 30

extern const struct check *const __start_checks[], *const __stop_checks[];

static const char *const VERDICTS[] = {"holds", "FAILS", "visible", "lacks", "not applicable"};
static const char *const GUESTS[] = {"plain", "granted"};
static const char *const CLASSIC[] = {"same", "partly", "never"};

/* Names are C's words with dashes. */
static void print_name(const char *name)
{
    for (; *name; name++)
        (void)putchar(*name == '_' ? '-' : *name);
}

static bool is_named(const char *name, const char *words)
{
    for (; *name && *words; name++, words++)
        if (*name != (*words == '_' ? '-' : *words))
            return false;
    return *name == *words;
}

static int list(void)
{
    for (const struct check *const *at = __start_checks; at < __stop_checks; at++) {
        const struct check *check = *at;
        print_name(check->name);
        printf("\t%.*s\t%s\t%s\t%s\t%s\t%s\n", (int)(strlen(check->file) - strlen(".c")),
               check->file, GUESTS[check->guest], VERDICTS[check->in_private],
               VERDICTS[check->in_shared], CLASSIC[check->classic], check->title);
    }
    return 0;
}

/* In a process of its own, which has a group of its own for the children it leaves. */
static struct outcome run(const struct check *check, const struct facts *facts)
{
    struct outcome outcome;
    int ends[2], status = 0;
    (void)fflush(stdout);
    if (pipe2(ends, O_CLOEXEC) < 0)
        return fails("no pipe");
    pid_t pid = fork();
    if (pid == 0) {
        (void)setpgid(0, 0);
        (void)alarm((unsigned)(SECONDS * facts->slowness));
        outcome = check->run(facts);
        _exit(write(ends[1], &outcome, sizeof(outcome)) < 0);
    }
    (void)close(ends[1]);
    ssize_t n = read(ends[0], &outcome, sizeof(outcome));
    (void)close(ends[0]);
    (void)waitpid(pid, &status, 0);
    (void)kill(-pid, SIGKILL);
    return n == sizeof(outcome) ? outcome : fails("it ended without an answer: status %d", status);
}

static void run_and_print(const struct check *check, const struct facts *facts)
{
    struct outcome outcome = run(check, facts);
    print_name(check->name);
    printf("\t%s\t%s\n", VERDICTS[outcome.verdict], outcome.detail);
}

static bool is_wanted(const struct check *check, const char *guest, const char *one)
{
    return one ? is_named(one, check->name) : strcmp(GUESTS[check->guest], guest) == 0;
}

static int run_wanted(const char *path, const char *guest, const char *one)
{
    struct facts facts = {0};
    int r = read_facts(path, &facts);
    if (r < 0) {
        printf("%s: %s\n", path, error_name(r));
        return 1;
    }
    for (const struct check *const *at = __start_checks; at < __stop_checks; at++)
        if (is_wanted(*at, guest, one))
            run_and_print(*at, &facts);
    printf("end\n");
    return fflush(stdout) != 0;
}

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list();
    if (argc >= 5 && strcmp(argv[1], "agent") == 0)
        return stand(argv[2], atoi(argv[3]), argv + 4);
    if (argc == 5 && strcmp(argv[1], "run") == 0 && !freopen(argv[4], "we", stdout))
        return 1;
    if ((argc == 4 || argc == 5) && strcmp(argv[1], "run") == 0)
        return run_wanted(argv[3], argv[2], NULL);
    if (argc == 4 && strcmp(argv[1], "one") == 0)
        return run_wanted(argv[3], NULL, argv[2]);
    (void)fputs("network: see the head of main.c\n", stderr);
    return 2;
}
