#include "attack.h"

static void read_handle(const char *hex, struct facts *facts)
{
    while (facts->handle_size < HANDLE_SIZE && sscanf(hex + 2 * (size_t)facts->handle_size, "%2hhx",
                                                      &facts->handle[facts->handle_size]) == 1)
        facts->handle_size++;
}

static void read_line(const char *line, struct facts *facts)
{
    char hex[2 * HANDLE_SIZE + 1];
    (void)(sscanf(line, "host_pid=%d", &facts->host_pid) == 1 ||
           sscanf(line, "victim_pid=%d", &facts->victim_pid) == 1 ||
           sscanf(line, "canary=%255s", facts->canary) == 1 ||
           sscanf(line, "secret=%63s", facts->secret) == 1 ||
           sscanf(line, "abstract=%63s", facts->abstract) == 1 ||
           sscanf(line, "port=%d", &facts->port) == 1 ||
           sscanf(line, "shm_key=%d", &facts->shm_key) == 1 ||
           sscanf(line, "device=%u:%u", &facts->major, &facts->minor) == 2 ||
           sscanf(line, "handle_type=%u", &facts->handle_type) == 1);
    if (sscanf(line, "handle=%256s", hex) == 1)
        read_handle(hex, facts);
}

/* Every fact must be there: an attack on nothing proves nothing. */
static bool complete(const struct facts *facts)
{
    return facts->host_pid && facts->victim_pid && facts->canary[0] && facts->secret[0] &&
           facts->abstract[0] && facts->port && facts->shm_key && facts->handle_size;
}

int read_facts(const char *path, struct facts *facts)
{
    char line[512];
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    while (fgets(line, sizeof(line), file))
        read_line(line, facts);
    (void)fclose(file);
    return complete(facts) ? 0 : -ENODATA;
}
