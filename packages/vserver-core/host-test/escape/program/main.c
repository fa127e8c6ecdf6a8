/*
 * attack list                 names and titles
 * attack all FACTS [RESULT]   runs every attack, a line each: name, verdict, errno, detail
 * attack capabilities         its permitted set
 * attack host DIRECTORY       the host's side
 * attack snoop RESULT         looks at processes that enter the guest until RESULT.stop appears
 */
#include "attack.h"

#define SECONDS 60

extern const struct attack *const __start_attacks[], *const __stop_attacks[];

static const char *const VERDICTS[] = {"refused", "contained", "SUCCEEDED", "not applicable"};

static void print_name(const struct attack *attack)
{
    printf("%.*s", (int)(strlen(attack->file) - strlen(".c")), attack->file);
}

static bool expects(const struct attack *attack, int error)
{
    for (size_t i = 0; attack->expected[i]; i++)
        if (attack->expected[i] == error)
            return true;
    return false;
}

/* A refusal that the attack did not expect, like "no such file", proves nothing. */
static void print_outcome(const struct attack *attack, const struct outcome *outcome)
{
    const char *verdict = VERDICTS[outcome->verdict];
    if (outcome->verdict == REFUSED && !expects(attack, outcome->error))
        verdict = "unproven";
    print_name(attack);
    printf("\t%s\t%s\t%s\n", verdict,
           outcome->verdict == REFUSED ? strerrorname_np(outcome->error) : "", outcome->detail);
}

/* A filter may kill instead of refusing. Source: seccomp(2), SECCOMP_RET_KILL. */
static void print_end(const struct attack *attack, const struct outcome *outcome, pid_t pid)
{
    int status = 0;
    (void)waitpid(pid, &status, 0);
    if (outcome) {
        print_outcome(attack, outcome);
        return;
    }
    print_name(attack);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        printf("\trefused\tSIGSYS\t\n");
    else
        printf("\tunproven\t\tit ended without an answer\n");
}

/* In a process of its own, which an attack may ruin as it likes. */
static void run(const struct attack *attack, const struct facts *facts)
{
    struct outcome outcome;
    int ends[2];
    (void)fflush(stdout);
    if (pipe2(ends, O_CLOEXEC) < 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        (void)alarm(SECONDS);
        outcome = attack->attempt(facts);
        _exit(write(ends[1], &outcome, sizeof(outcome)) < 0);
    }
    (void)close(ends[1]);
    ssize_t n = read(ends[0], &outcome, sizeof(outcome));
    (void)close(ends[0]);
    print_end(attack, n == sizeof(outcome) ? &outcome : NULL, pid);
}

static int run_all(const char *path)
{
    struct facts facts = {0};
    int r = read_facts(path, &facts);
    if (r < 0) {
        printf("facts\tunproven\t%s\t%s\n", strerrorname_np(-r), path);
        return 1;
    }
    printf("capabilities\t%016llx\n", (unsigned long long)capability_line("self", "CapEff:"));
    for (const struct attack *const *attack = __start_attacks; attack < __stop_attacks; attack++)
        run(*attack, &facts);
    printf("end\n");
    return fflush(stdout) != 0;
}

static int list(void)
{
    for (const struct attack *const *attack = __start_attacks; attack < __stop_attacks; attack++) {
        print_name(*attack);
        printf("\t%s\n", (*attack)->title);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list();
    if (argc == 2 && strcmp(argv[1], "capabilities") == 0)
        return printf("%llx\n", (unsigned long long)capability_line("self", "CapPrm:")) < 0;
    if (argc == 4 && strcmp(argv[1], "all") == 0 && !freopen(argv[3], "we", stdout))
        return 1;
    if ((argc == 3 || argc == 4) && strcmp(argv[1], "all") == 0)
        return run_all(argv[2]);
    if (argc == 3 && strcmp(argv[1], "host") == 0)
        return stand_on_host(argv[2]);
    if (argc == 3 && strcmp(argv[1], "snoop") == 0)
        return snoop(argv[2]);
    (void)fputs("attack: see the head of main.c\n", stderr);
    return 2;
}
