/*
 * One cause of slowness, until it is killed.
 *   load file MIB               makes /ballast, and ends
 *   load spin COUNT             processes that compute
 *   load rest BUSY IDLE         computes and rests, so many milliseconds each
 *   load take MIB               again and again a process that fills so much memory
 *   load hold MIB               keeps so much memory
 *   load thrash ANONYMOUS FILE  keeps so many MiB and reads /ballast here and there, so many of it
 *   load read KIB COUNT         processes that read /ballast past the cache
 *   load write KIB COUNT        likewise
 *   load cache MIB COUNT        processes that read and write /ballast through the cache, so many
 * MiB of it load pause-read KIB IDLE    one read, then so many milliseconds of rest load fork COUNT
 * so many children, or as many as it gets, and asks again load fill                   a file as
 * large as it gets, and tries again load names                  as many files as it gets, and tries
 * again load send ADDRESS KBIT      UDP to port 9, at this speed
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB          (1024 * 1024)
#define PAGE         4096
#define PIECE_MAX    (1024 * 1024)
#define RETRY_MS     100
#define DATAGRAM     1400
#define DISCARD_PORT 9

static char piece[PIECE_MAX] __attribute__((aligned(PAGE)));

static uint64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void rest_ns(uint64_t ns)
{
    struct timespec time = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
    (void)nanosleep(&time, NULL);
}

static void rest_ms(uint64_t ms)
{
    rest_ns(ms * 1000000);
}

static void compute_ms(uint64_t ms)
{
    for (uint64_t end = now_ns() + ms * 1000000; now_ns() < end;)
        ;
}

_Noreturn static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* The caller goes on in as many processes. */
static void multiply(long count)
{
    for (long i = 1; i < count; i++)
        if (fork() == 0)
            return;
}

static void make_file(long mib)
{
    int file = open("/ballast", O_WRONLY | O_CREAT | O_TRUNC | O_DIRECT, 0600);
    if (file < 0)
        fail("ballast");
    for (long i = 0; i < mib; i++)
        if (write(file, piece, MIB) != MIB)
            fail("ballast");
    (void)fsync(file);
    (void)close(file);
}

_Noreturn static void spin(long count)
{
    multiply(count);
    for (;;)
        compute_ms(1000);
}

_Noreturn static void rest(long busy, long idle)
{
    for (;;) {
        compute_ms((uint64_t)busy);
        rest_ms((uint64_t)idle);
    }
}

static char *fill_memory(long mib)
{
    size_t size = (size_t)mib * MIB;
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        fail("memory");
    for (size_t at = 0; at < size; at += PAGE)
        memory[at] = 1;
    return memory;
}

_Noreturn static void take(long mib)
{
    for (;; rest_ms(RETRY_MS)) {
        if (fork() == 0) {
            (void)fill_memory(mib);
            _exit(0);
        }
        (void)wait(NULL);
    }
}

_Noreturn static void hold(long mib)
{
    (void)fill_memory(mib);
    for (;;)
        (void)pause();
}

_Noreturn static void thrash(long anonymous, long file_mib)
{
    int file = open("/ballast", O_RDONLY);
    size_t size = (size_t)file_mib * MIB;
    const volatile char *map = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
    volatile char *memory = fill_memory(anonymous);
    if (map == MAP_FAILED)
        fail("ballast");
    (void)madvise((void *)(uintptr_t)map, size, MADV_RANDOM);
    for (uint64_t i = 0;; i++) {
        (void)map[(size_t)rand() % size];
        memory[i * PAGE % ((size_t)anonymous * MIB)]++;
    }
}

/* One piece after the other, and from the beginning again. */
_Noreturn static void use_disk(int flags, long kib, long idle)
{
    int file = open("/ballast", flags | O_DIRECT);
    struct stat found;
    size_t size = (size_t)kib * 1024;
    if (file < 0 || fstat(file, &found) < 0 || size > PIECE_MAX)
        fail("ballast");
    for (off_t at = 0;; at += (off_t)size) {
        if (at + (off_t)size > found.st_size)
            at = 0;
        ssize_t moved =
            flags == O_RDONLY ? pread(file, piece, size, at) : pwrite(file, piece, size, at);
        if (moved < 0)
            fail("ballast");
        if (idle)
            rest_ms((uint64_t)idle);
    }
}

/* Each piece is read and half of it written back changed: what is in the cache is partly dirty. */
_Noreturn static void fill_cache(long mib)
{
    int file = open("/ballast", O_RDWR);
    if (file < 0)
        fail("ballast");
    for (off_t at = 0;; at = (at + PIECE_MAX) % ((off_t)mib * MIB))
        if (pread(file, piece, PIECE_MAX, at) < 0 || pwrite(file, piece, PIECE_MAX / 2, at) < 0)
            fail("ballast");
}

_Noreturn static void ask_forks(long count)
{
    for (long made = 0;;) {
        pid_t child = made < count ? fork() : -1;
        if (child == 0)
            for (;;)
                (void)pause();
        made += child > 0;
        if (child < 0)
            rest_ms(RETRY_MS);
    }
}

_Noreturn static void fill_disk(void)
{
    int file = open("/fill", O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0)
        fail("fill");
    for (;;)
        if (write(file, piece, PAGE) != PAGE) {
            (void)fsync(file);
            rest_ms(RETRY_MS);
        }
}

_Noreturn static void make_names(void)
{
    char name[32];
    for (long i = 0;;) {
        (void)snprintf(name, sizeof(name), "/name-%ld", i);
        int file = open(name, O_WRONLY | O_CREAT, 0600);
        i += file >= 0;
        if (file < 0)
            rest_ms(RETRY_MS);
        else
            (void)close(file);
    }
}

_Noreturn static void send_datagrams(const char *address, long kbit)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(DISCARD_PORT)};
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    uint64_t pause_ns = DATAGRAM * 8 * 1000000ull / (uint64_t)kbit, next = now_ns();
    if (udp < 0 || inet_pton(AF_INET, address, &to.sin_addr) != 1)
        fail("send");
    for (;; next += pause_ns) {
        (void)sendto(udp, piece, DATAGRAM, 0, (struct sockaddr *)&to, sizeof(to));
        if (next > now_ns())
            rest_ns(next - now_ns());
    }
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    long first = argc > 2 ? atol(argv[2]) : 1, second = argc > 3 ? atol(argv[3]) : 0;
    if (!strcmp(what, "file"))
        make_file(first);
    else if (!strcmp(what, "spin"))
        spin(first);
    else if (!strcmp(what, "rest"))
        rest(first, second);
    else if (!strcmp(what, "take"))
        take(first);
    else if (!strcmp(what, "hold"))
        hold(first);
    else if (!strcmp(what, "cache")) {
        multiply(second);
        fill_cache(first);
    } else if (!strcmp(what, "thrash"))
        thrash(first, second);
    else if (!strcmp(what, "fork"))
        ask_forks(first);
    else if (!strcmp(what, "fill"))
        fill_disk();
    else if (!strcmp(what, "names"))
        make_names();
    else if (!strcmp(what, "send"))
        send_datagrams(argc > 2 ? argv[2] : "", second);
    else if (!strcmp(what, "pause-read"))
        use_disk(O_RDONLY, first, second);
    else if (!strcmp(what, "read") || !strcmp(what, "write")) {
        multiply(second);
        use_disk(what[0] == 'r' ? O_RDONLY : O_WRONLY, first, 0);
    } else
        return 2;
    return 0;
}
