/* Stands in for libFuzzer: runs the target over every file of the directories it is given. */
#include "fuzz.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define INPUT_MAX (1u << 20)

static int run_file(int dir, const char *name)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    uint8_t *bytes = malloc(INPUT_MAX);
    ssize_t size = fd < 0 || !bytes ? -1 : read(fd, bytes, INPUT_MAX);
    if (size < 0)
        return -1;
    /* An exact copy, so that reading past its end is seen. */
    uint8_t *exact = malloc(size ? (size_t)size : 1);
    if (!exact)
        return -1;
    __builtin_memcpy(exact, bytes, (size_t)size);
    (void)LLVMFuzzerTestOneInput(exact, (size_t)size);
    free(exact);
    free(bytes);
    (void)close(fd);
    return 0;
}

static int run_directory(const char *path)
{
    int count = 0;
    DIR *entries = opendir(path);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (entry->d_name[0] == '.')
            continue;
        if (run_file(dirfd(entries), entry->d_name) < 0)
            return -1;
        count++;
    }
    if (entries)
        (void)closedir(entries);
    return entries ? count : -1;
}

int main(int argc, char **argv)
{
    int total = 0;
    for (int i = 1; i < argc; i++) {
        int count = run_directory(argv[i]);
        if (count < 0) {
            perror(argv[i]);
            return 1;
        }
        total += count;
    }
    (void)printf("%d inputs\n", total);
    return total > 0 ? 0 : 1;
}
