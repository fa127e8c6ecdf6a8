/*
 * Goes beyond one limit: `limit KIND COUNT` makes as many as it may, at most COUNT, prints
 * "made NUMBER: ERROR" and cleans up. A KIND that ends in "+" keeps what it made until it is
 * killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PIECE      65536
#define SET_SIZE   4
#define MADE_MAX   65536
#define NANOSECOND 1000000000LL

static int made[MADE_MAX];

static int make_file(int number)
{
    (void)number;
    return open("/dev/null", O_RDONLY);
}

static int make_socket(int number)
{
    return socket(number % 2 ? AF_INET6 : AF_INET, number % 3 ? SOCK_STREAM : SOCK_DGRAM, 0);
}

static int make_segment(int number)
{
    (void)number;
    return shmget(IPC_PRIVATE, PIECE, IPC_CREAT | 0600);
}

static int make_semaphores(int number)
{
    (void)number;
    return semget(IPC_PRIVATE, SET_SIZE, IPC_CREAT | 0600);
}

static int make_queue(int number)
{
    (void)number;
    return msgget(IPC_PRIVATE, IPC_CREAT | 0600);
}

static int make_posix_queue(int number)
{
    char name[16];
    struct mq_attr attr = {.mq_maxmsg = 1, .mq_msgsize = 8};
    (void)snprintf(name, sizeof(name), "/q%d", number);
    int queue = mq_open(name, O_CREAT | O_RDWR, 0600, &attr);
    if (queue >= 0)
        (void)close(queue);
    return queue < 0 ? -1 : number;
}

static int make_lock(int number)
{
    static int file = -1;
    struct flock lock = {.l_type = F_WRLCK, .l_start = 2 * (off_t)number, .l_len = 1};
    if (file < 0)
        file = open("/tmp/locked", O_RDWR | O_CREAT, 0600);
    return fcntl(file, F_SETLK, &lock);
}

static int make_locked_memory(int number)
{
    (void)number;
    void *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return piece == MAP_FAILED ? -1 : mlock(piece, PIECE);
}

static int make_address_space(int number)
{
    (void)number;
    void *piece = mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return piece == MAP_FAILED ? -1 : 0;
}

static int make_memory(int number)
{
    (void)number;
    char *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED)
        return -1;
    memset(piece, 1, PIECE);
    return 0;
}

static int make_process(int number)
{
    (void)number;
    pid_t pid = fork();
    if (pid == 0)
        for (;;)
            (void)pause();
    return pid;
}

static void drop_file(int file)
{
    (void)close(file);
}

static void drop_segment(int segment)
{
    (void)shmctl(segment, IPC_RMID, NULL);
}

static void drop_semaphores(int set)
{
    (void)semctl(set, 0, IPC_RMID);
}

static void drop_queue(int queue)
{
    (void)msgctl(queue, IPC_RMID, NULL);
}

static void drop_posix_queue(int number)
{
    char name[16];
    (void)snprintf(name, sizeof(name), "/q%d", number);
    (void)mq_unlink(name);
}

static void drop_process(int pid)
{
    (void)kill(pid, SIGKILL);
}

static const struct {
    const char *name;
    int (*make)(int number);
    void (*drop)(int made); /* NULL: ends with the process */
} KINDS[] = {
    {"files", make_file, drop_file},
    {"sockets", make_socket, drop_file},
    {"segments", make_segment, drop_segment},
    {"semaphores", make_semaphores, drop_semaphores},
    {"queues", make_queue, drop_queue},
    {"posix-queues", make_posix_queue, drop_posix_queue},
    {"locks", make_lock, NULL},
    {"locked-memory", make_locked_memory, NULL},
    {"address-space", make_address_space, NULL},
    {"memory", make_memory, NULL},
    {"processes", make_process, drop_process},
};

static int exceed(const char *kind, int count)
{
    size_t length = strcspn(kind, "+");
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        if (strlen(KINDS[i].name) != length || strncmp(KINDS[i].name, kind, length))
            continue;
        int done = 0;
        errno = 0;
        while (done < count && done < MADE_MAX && (made[done] = KINDS[i].make(done)) >= 0)
            done++;
        int error = done == count ? 0 : errno;
        (void)printf("made %d: %s\n", done, error ? strerror(error) : "no error");
        (void)fflush(stdout);
        if (kind[length] == '+')
            for (;;)
                (void)pause();
        for (int n = 0; KINDS[i].drop && n < done; n++)
            KINDS[i].drop(made[n]);
        return error ? 1 : 0;
    }
    return -1;
}

static int fail(const char *what)
{
    (void)printf("%s: %s\n", what, strerror(errno));
    return 1;
}

/* COUNT connections to itself over the loopback, each with an accepted socket; then all are closed.
 */
static int connect_to_self(int count)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, count) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) < 0)
        return fail("listen");
    for (int i = 0; i < count; i++) {
        int near = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(near, (struct sockaddr *)&address, size) < 0)
            return fail("connect");
        if (accept(listener, NULL, NULL) < 0)
            return fail("accept");
    }
    (void)printf("made %d: no error\n", count);
    return 0;
}

static long long now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NANOSECOND + now.tv_nsec;
}

/* COUNT pieces straight to or from the disk; prints the milliseconds. */
static int use_disk(int count, bool write_it)
{
    static char piece[PIECE] __attribute__((aligned(4096)));
    int file = open("/root/ballast", O_RDWR | O_CREAT | O_DIRECT, 0600);
    if (file < 0)
        return fail("open");
    long long begin = now_ns();
    for (int i = 0; i < count; i++)
        if ((write_it ? write(file, piece, PIECE) : read(file, piece, PIECE)) != PIECE)
            return fail(write_it ? "write" : "read");
    (void)printf("took %lld ms\n", (now_ns() - begin) / 1000000);
    return 0;
}

/* COUNT milliseconds of computing by the clock; prints how much of it the CPU gave. */
static int burn(int count)
{
    struct timespec used;
    for (long long end = now_ns() + count * 1000000LL; now_ns() < end;)
        ;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    (void)printf("computed %lld ms\n", used.tv_sec * 1000LL + used.tv_nsec / 1000000);
    return 0;
}

/* Asks for what a limit forbids. */
static int ask(const char *what, int value)
{
    if (!strcmp(what, "nice") && setpriority(PRIO_PROCESS, 0, value) < 0)
        return fail("nice");
    if (!strcmp(what, "oom")) {
        int file = open("/proc/self/oom_score_adj", O_WRONLY);
        char text[16];
        int length = snprintf(text, sizeof(text), "%d", value);
        if (write(file, text, (size_t)length) < 0)
            return fail("oom");
    }
    if (!strcmp(what, "cpu")) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(value, &one);
        if (sched_setaffinity(0, sizeof(one), &one) < 0)
            return fail("cpu");
    }
    if (!strcmp(what, "raise-files")) {
        struct rlimit limit = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
            return fail("raise-files");
    }
    (void)printf("granted\n");
    return 0;
}

/* What this process has. */
static int show(void)
{
    cpu_set_t cpus;
    struct rlimit files, memory, space;
    long io = syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0);
    char oom[16] = "";
    int file = open("/proc/self/oom_score_adj", O_RDONLY);
    (void)!read(file, oom, sizeof(oom) - 1);
    (void)getrlimit(RLIMIT_NOFILE, &files);
    (void)getrlimit(RLIMIT_MEMLOCK, &memory);
    (void)getrlimit(RLIMIT_AS, &space);
    (void)sched_getaffinity(0, sizeof(cpus), &cpus);
    (void)printf("files=%lld/%lld locked=%lld space=%lld nice=%d io=%ld oom=%d cpus=%d\n",
                 (long long)files.rlim_cur, (long long)files.rlim_max, (long long)memory.rlim_max,
                 (long long)space.rlim_max, getpriority(PRIO_PROCESS, 0), io & 7, atoi(oom),
                 CPU_COUNT(&cpus));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    int count = atoi(argv[2]);
    if (!strcmp(argv[1], "connections"))
        return connect_to_self(count);
    if (!strcmp(argv[1], "write") || !strcmp(argv[1], "read"))
        return use_disk(count, argv[1][0] == 'w');
    if (!strcmp(argv[1], "burn"))
        return burn(count);
    if (!strcmp(argv[1], "show"))
        return show();
    if (!strncmp(argv[1], "ask-", 4))
        return ask(argv[1] + 4, count);
    int r = exceed(argv[1], count);
    if (r < 0)
        (void)printf("there is no %s\n", argv[1]);
    return r < 0 ? 2 : r;
}
