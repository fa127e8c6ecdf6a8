/*
 * One measurement per call, so that no state of this process outlives a round:
 *   driver start SOCKET NAME TEMPLATE XID STAMP [--whole]   (--whole: create, start and delete)
 *   driver enter SOCKET NAME CONSOLE STAMP
 *   driver crowd SOCKET PREFIX TEMPLATE XID COUNT           (likewise: guests that idle)
 *   driver guest SOCKET start|stop NAME TEMPLATE XID        (set-up, not timed)
 *   driver peer STAMP|- [--mask FILE] [--overlay LOWER WORK] -- COMMAND ARGUMENT...
 */
#include "driver.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

uint64_t wall_nanoseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t read_stamp(const char *path)
{
    uint64_t stamp = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (fread(&stamp, sizeof(stamp), 1, file) != 1)
        stamp = 0;
    (void)fclose(file);
    return stamp;
}

int report(uint64_t begun, uint64_t stamp, uint64_t ended)
{
    long long first = stamp ? (long long)(stamp - begun) : -1;
    printf("{\"first\":%lld,\"total\":%llu}\n", first, (unsigned long long)(ended - begun));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 4 && strcmp(argv[1], "peer") == 0)
        return run_peer(argc, argv);
    if (argc >= 5)
        return run_broker(argc, argv);
    fputs("driver: see the head of driver/main.c\n", stderr);
    return 2;
}
