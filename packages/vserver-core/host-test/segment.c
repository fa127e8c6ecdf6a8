/* System V shared memory by a fixed key: "write WORD" makes the segment, "read" prints it. */
#include <stdio.h>
#include <string.h>
#include <sys/shm.h>

#define KEY  0x7673
#define SIZE 64

int main(int argc, char **argv)
{
    int writes = argc == 3 && !strcmp(argv[1], "write");
    int id = shmget(KEY, SIZE, writes ? IPC_CREAT | 0666 : 0);
    char *text = id < 0 ? (char *)-1 : shmat(id, NULL, writes ? 0 : SHM_RDONLY);
    if (text == (char *)-1) {
        perror("segment");
        return 1;
    }
    if (writes)
        (void)snprintf(text, SIZE, "%s", argv[2]);
    else
        (void)puts(text);
    return 0;
}
