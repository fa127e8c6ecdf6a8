/* cpuinfo: the host's text about the first shown processors, with numbers of the guest's own. */
#include "cleanup.h"
#include "cpu.h"
#include "file.h"
#include "files.h"
#include "kernel.h"

void host_read(struct host *ret_host)
{
    ret_host->cpuinfo[0] = '\0';
    (void)vs_file_read(AT_FDCWD, "/proc/cpuinfo", ret_host->cpuinfo, sizeof(ret_host->cpuinfo));
    ret_host->cpuinfo_length = strlen(ret_host->cpuinfo);
}

static bool begins(const char *line, const char *key)
{
    size_t length = strlen(key);
    return !strncmp(line, key, length) && (line[length] == '\t' || line[length] == ' ');
}

/* What tells how many processors there are, or which of them this is. */
static bool add_own(struct text *text, const char *line, uint32_t index, uint32_t count)
{
    if (begins(line, "processor"))
        text_add(text, "processor\t: %u\n", index);
    else if (begins(line, "siblings"))
        text_add(text, "siblings\t: %u\n", count);
    else if (begins(line, "cpu cores"))
        text_add(text, "cpu cores\t: %u\n", count);
    else if (begins(line, "physical id"))
        text_add(text, "physical id\t: 0\n");
    else if (begins(line, "core id"))
        text_add(text, "core id\t\t: %u\n", index);
    else if (begins(line, "apicid"))
        text_add(text, "apicid\t\t: %u\n", index);
    else if (begins(line, "initial apicid"))
        text_add(text, "initial apicid\t: %u\n", index);
    else
        return false;
    return true;
}

/* To the empty line that ends it. */
static void add_processor(struct text *text, const char *from, uint32_t index, uint32_t count)
{
    for (const char *line = from; *line && *line != '\n';) {
        size_t length = strcspn(line, "\n");
        if (!add_own(text, line, index, count)) {
            text_add_bytes(text, line, length);
            text_add_bytes(text, "\n", 1);
        }
        line += length + (line[length] == '\n');
    }
    text_add_bytes(text, "\n", 1);
}

static const char *next_processor(const char *at)
{
    const char *end = strstr(at, "\n\n");
    return end && end[2] ? end + 2 : NULL;
}

/* Where the processor of that number begins; the first when there is none. */
static const char *find_processor(const char *all, uint32_t number)
{
    for (const char *at = all; at; at = next_processor(at)) {
        const char *colon = begins(at, "processor") ? strchr(at, ':') : NULL;
        if (colon && strtoul(colon + 1, NULL, 10) == number)
            return at;
    }
    return all;
}

void make_cpuinfo(const struct guests *guests, const struct guest *guest, const struct host *host,
                  struct text *text)
{
    struct cpus cpus;
    cpus_read(guests, guest, &cpus);
    const char *at = find_processor(host->cpuinfo, cpus.first);
    for (uint32_t i = 0; i < cpus.shown && at; i++) {
        add_processor(text, at, i, cpus.shown);
        const char *next = next_processor(at);
        at = next ? next : at;
    }
}
