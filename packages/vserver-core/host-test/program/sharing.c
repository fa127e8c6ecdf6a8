/*
 * sharing try DIRECTORY | watch DIRECTORY STOP | race DIRECTORY in guests, lease FILE... on the
 * host: what each does is in sharing/sharing.h.
 */
#include "sharing/sharing.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char names[FILES_MAX][64];
int names_count;

static int compare(const void *left, const void *right)
{
    return strcmp(left, right);
}

void list(const char *directory)
{
    DIR *listing = opendir(directory);
    if (!listing || chdir(directory) < 0)
        exit(2);
    for (struct dirent *entry; (entry = readdir(listing)) && names_count < FILES_MAX;)
        if (entry->d_name[0] != '.')
            (void)snprintf(names[names_count++], sizeof(names[0]), "%.63s", entry->d_name);
    (void)closedir(listing);
    qsort(names, (size_t)names_count, sizeof(names[0]), compare);
}

int main(int argc, char **argv)
{
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 3 && !strcmp(argv[1], "try"))
        return try_all(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "watch"))
        return watch(argv[2], argv[3]);
    if (argc == 3 && !strcmp(argv[1], "race"))
        return race(argv[2]);
    if (argc >= 3 && !strcmp(argv[1], "lease"))
        return lease(argv + 2);
    return 2;
}
