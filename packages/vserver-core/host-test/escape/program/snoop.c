/*
 * An entering process still runs the host's program, with the host's descriptors, until it becomes
 * the guest's: whoever can open its memory, program or root then is out. Source: CVE-2019-5736.
 */
#include "attack.h"

#include <dirent.h>

struct tally {
    unsigned hidden; /* looks at a process that would not be looked at: it was before its exec */
    unsigned open;   /* looks that showed the host */
    char what[128];
};

static void note_open(struct tally *tally, const char *what, const char *target)
{
    tally->open++;
    (void)snprintf(tally->what, sizeof(tally->what), "%s %.90s", what, target);
}

/* Before the exec the program is vs-console's, and nothing of it may be had. */
static void look(const char *pid, struct tally *tally)
{
    static const char *const PARTS[] = {"exe", "mem", "root", "cwd", "fd/3", "environ"};
    char path[64], target[256] = {0};
    (void)snprintf(path, sizeof(path), "/proc/%.40s", pid);
    int process = open(path, O_PATH | O_DIRECTORY);
    if (process < 0)
        return;
    int opened = -1;
    const char *part = NULL;
    for (size_t i = 0; opened < 0 && i < sizeof(PARTS) / sizeof(PARTS[0]); i++) {
        part = PARTS[i];
        opened = openat(process, part, O_RDONLY | O_NONBLOCK);
    }
    int error = errno;
    ssize_t n = readlinkat(process, "exe", target, sizeof(target) - 1);
    if (n > 0 && strstr(target, "vs-console"))
        note_open(tally, opened < 0 ? "link" : part, target);
    else if (opened < 0 && n < 0 && errno == EACCES && error == EACCES)
        tally->hidden++;
    if (opened >= 0)
        (void)close(opened);
    (void)close(process);
}

static void look_at_all(struct tally *tally)
{
    DIR *proc = opendir("/proc");
    const struct dirent *entry;
    while (proc && (entry = readdir(proc)))
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && strcmp(entry->d_name, "1") != 0)
            look(entry->d_name, tally);
    if (proc)
        (void)closedir(proc);
}

int snoop(const char *result)
{
    struct tally tally = {0};
    char stop[256], fresh[256];
    (void)snprintf(stop, sizeof(stop), "%s.stop", result);
    (void)snprintf(fresh, sizeof(fresh), "%s.new", result);
    while (access(stop, F_OK) < 0)
        look_at_all(&tally);
    FILE *file = fopen(fresh, "we");
    if (!file)
        return 1;
    (void)fprintf(file, "hidden=%u open=%u %s\n", tally.hidden, tally.open, tally.what);
    return fclose(file) != 0 || rename(fresh, result) < 0;
}
