/* A path changes hands while the share behind it is broken. */
#include "sharing.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_bool is_over;
static const char *race_paths[2];

/* The name changes hands between the two as fast as the kernel can. */
static void *flip(void *argument)
{
    (void)argument;
    while (!is_over)
        (void)renameat2(AT_FDCWD, race_paths[0], AT_FDCWD, race_paths[1], RENAME_EXCHANGE);
    return NULL;
}

/* What breaks the share while the others rename and open it. */
static void *disturb(void *argument)
{
    (void)argument;
    while (!is_over) {
        (void)chmod(race_paths[0], 0644);
        (void)close(open(race_paths[1], O_RDWR));
    }
    return NULL;
}

#define TRIES 40 /* at one file: the share breaks at the first of them */

static int race_at(const char *shared, long *written)
{
    pthread_t threads[2];
    race_paths[0] = shared;
    race_paths[1] = ".own";
    is_over = false;
    (void)close(open(race_paths[1], O_CREAT | O_RDWR, 0644));
    if (pthread_create(&threads[0], NULL, flip, NULL) ||
        pthread_create(&threads[1], NULL, disturb, NULL))
        return 2;
    for (int i = 0; i < TRIES; i++) {
        int fd = open(shared, O_RDWR);
        *written += fd >= 0 && pwrite(fd, MARK, sizeof(MARK), 0) > 0;
        (void)close(fd);
    }
    is_over = true;
    (void)pthread_join(threads[0], NULL);
    (void)pthread_join(threads[1], NULL);
    return 0;
}

int race(const char *directory)
{
    long written = 0;
    char name[32];
    if (chdir(directory) < 0)
        return 2;
    for (int i = 0;; i++) {
        (void)snprintf(name, sizeof(name), "race-%04d", i);
        if (access(name, F_OK) < 0)
            return printf("%d files, %d attempts, %ld written\n", i, i * TRIES, written) < 0;
        if (race_at(name, &written))
            return 2;
    }
}
