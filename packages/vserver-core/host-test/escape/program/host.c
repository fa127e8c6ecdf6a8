/* The host's side: what a guest must not reach, made by a process that may be harmed. */
#include "attack.h"

#include <netinet/in.h>
#include <sys/random.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

struct canary_handle {
    struct file_handle head;
    unsigned char space[HANDLE_SIZE];
};

static int write_canary(const char *path, const char *secret)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    return fd < 0 || write(fd, secret, strlen(secret)) < 0 || close(fd) < 0 ? -errno : 0;
}

static int print_handle(const char *path)
{
    struct canary_handle handle = {.head.handle_bytes = HANDLE_SIZE};
    int mount;
    if (name_to_handle_at(AT_FDCWD, path, &handle.head, &mount, 0) < 0)
        return -errno;
    printf("handle_type=%d\nhandle=", handle.head.handle_type);
    for (unsigned i = 0; i < handle.head.handle_bytes; i++)
        printf("%02x", handle.head.f_handle[i]);
    printf("\n");
    return 0;
}

static int listen_abstract(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(address.sun_path + 1, name, sizeof(address.sun_path) - 2);
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0)
        return -errno;
    return listen(fd, 16) < 0 ? -errno : 0;
}

static int listen_loopback(int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        listen(fd, 16) < 0 || getsockname(fd, (struct sockaddr *)&address, &length) < 0)
        return -errno;
    *ret_port = ntohs(address.sin_port);
    return 0;
}

static int stand(const char *canary, unsigned number)
{
    struct stat found;
    char secret[64], abstract[64];
    int port = 0;
    (void)snprintf(secret, sizeof(secret), "secret-%08x", number);
    (void)snprintf(abstract, sizeof(abstract), "vserver-escape-%08x", number);
    int r = write_canary(canary, secret);
    r = r < 0 ? r : listen_abstract(abstract);
    r = r < 0 ? r : listen_loopback(&port);
    if (r < 0 || stat(canary, &found) < 0)
        return r < 0 ? r : -errno;
    printf("host_pid=%d\ncanary=%s\nsecret=%s\nabstract=%s\nport=%d\nshm_key=%d\ndevice=%u:%u\n",
           getpid(), canary, secret, abstract, port, (int)number, major(found.st_dev),
           minor(found.st_dev));
    return print_handle(canary);
}

int stand_on_host(const char *directory)
{
    char canary[256], rest[64];
    unsigned number = 0;
    if (getrandom(&number, sizeof(number), 0) < 0)
        return 1;
    number &= 0x7fffffff;
    (void)snprintf(canary, sizeof(canary), "%s/canary", directory);
    int shm = shmget((key_t)number, 4096, IPC_CREAT | IPC_EXCL | 0666);
    int r = shm < 0 ? -errno : stand(canary, number);
    printf("ready\n");
    (void)fflush(stdout);
    while (r == 0 && read(STDIN_FILENO, rest, sizeof(rest)) > 0)
        ;
    if (shm >= 0)
        (void)shmctl(shm, IPC_RMID, NULL);
    if (r < 0)
        (void)fprintf(stderr, "attack host: %s\n", strerror(-r));
    return r < 0;
}
