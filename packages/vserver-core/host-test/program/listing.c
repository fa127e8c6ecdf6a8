/*
 * Lists a tree so that two trees can be compared: `listing [-t] [-l] DIRECTORY` prints one line per
 * entry, sorted by bytes, with every property a program inside could see:
 *
 *   path type mode uid gid size mtime links first rdev target checksum xattrs
 *
 * links: of all but directories, whose number the file system chooses. first: the first path of the
 * same inode, "-" when there is no other. xattrs: name=value in hexadecimal, ACLs among them. What
 * cannot be read stands as the name of its error. -t leaves out the times of directories, -l links
 * and first.
 */
#include "../../../native/common/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#define XATTR_MAX 65536

struct linked {
    dev_t device;
    ino_t inode;
    char *path;
};

static bool without_directory_times, without_links;
static struct linked *linked;
static size_t linked_count, linked_size;
static char path[1 << 20];

static void stop(const char *what)
{
    (void)fprintf(stderr, "listing: %s: %s: %s\n", path, what, strerror(errno));
    exit(1);
}

/* Any byte may stand in a name. */
static void print_escaped(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at <= ' ' || *at >= 0x7f || *at == '\\')
            (void)printf("\\%03o", *at);
        else
            (void)putchar(*at);
}

/* Open addressing by inode: a million links stay quick. */
static struct linked *find_linked(const struct stat *status)
{
    size_t at = (status->st_ino * 0x9e3779b97f4a7c15u ^ status->st_dev) & (linked_size - 1);
    while (linked[at].path &&
           (linked[at].inode != status->st_ino || linked[at].device != status->st_dev))
        at = (at + 1) & (linked_size - 1);
    return &linked[at];
}

static void grow_linked(void)
{
    struct linked *old = linked;
    size_t size = linked_size;
    linked_size = size ? 2 * size : 1024;
    linked = calloc(linked_size, sizeof(*linked));
    for (size_t i = 0; i < size; i++)
        if (old[i].path) {
            struct stat status = {.st_dev = old[i].device, .st_ino = old[i].inode};
            *find_linked(&status) = old[i];
        }
    free(old);
}

static const char *first_path(const struct stat *status)
{
    if (2 * linked_count >= linked_size)
        grow_linked();
    struct linked *entry = find_linked(status);
    if (entry->path)
        return entry->path;
    *entry = (struct linked){status->st_dev, status->st_ino, strdup(path)};
    linked_count++;
    return "-";
}

static void print_links(const struct stat *status)
{
    if (S_ISDIR(status->st_mode) || without_links) {
        (void)printf(" - -");
        return;
    }
    (void)printf(" %lu ", (unsigned long)status->st_nlink);
    print_escaped(status->st_nlink > 1 ? first_path(status) : "-");
}

static void print_checksum(int dir, const char *name)
{
    static char bytes[1 << 20];
    struct vs_sha256 sum;
    uint8_t digest[VS_SHA256_SIZE];
    ssize_t n = -1;
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    vs_sha256_start(&sum);
    while (fd >= 0 && (n = read(fd, bytes, sizeof(bytes))) > 0)
        vs_sha256_add(&sum, bytes, (size_t)n);
    if (n < 0) {
        (void)printf(" %s", strerrorname_np(errno));
    } else {
        vs_sha256_end(&sum, digest);
        (void)putchar(' ');
        for (int i = 0; i < VS_SHA256_SIZE; i++)
            (void)printf("%02x", digest[i]);
    }
    if (fd >= 0)
        (void)close(fd);
}

static int by_bytes(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static void print_xattr(const char *file, const char *name)
{
    static unsigned char value[XATTR_MAX];
    ssize_t size = lgetxattr(file, name, value, sizeof(value));
    (void)putchar(' ');
    print_escaped(name);
    (void)putchar('=');
    if (size < 0)
        (void)printf("%s", strerrorname_np(errno));
    for (ssize_t i = 0; i < size; i++)
        (void)printf("%02x", value[i]);
}

static void print_xattrs(int dir, const char *name)
{
    static char names[XATTR_MAX], file[4096 + 64];
    char *sorted[1024];
    size_t count = 0;
    (void)snprintf(file, sizeof(file), "/proc/self/fd/%d/%s", dir, name);
    ssize_t size = llistxattr(file, names, sizeof(names));
    if (size < 0) {
        (void)printf(" %s", strerrorname_np(errno));
        return;
    }
    for (char *at = names; at < names + size && count < 1024; at += strlen(at) + 1)
        sorted[count++] = at;
    qsort(sorted, count, sizeof(sorted[0]), by_bytes);
    for (size_t i = 0; i < count; i++)
        print_xattr(file, sorted[i]);
    if (!count)
        (void)printf(" -");
}

static char type_letter(mode_t mode)
{
    return S_ISREG(mode)    ? 'f'
           : S_ISDIR(mode)  ? 'd'
           : S_ISLNK(mode)  ? 'l'
           : S_ISCHR(mode)  ? 'c'
           : S_ISBLK(mode)  ? 'b'
           : S_ISFIFO(mode) ? 'p'
                            : 's';
}

static void print_target(int dir, const char *name)
{
    static char target[4097];
    ssize_t length = readlinkat(dir, name, target, sizeof(target) - 1);
    if (length < 0)
        stop("readlink");
    target[length] = '\0';
    (void)putchar(' ');
    print_escaped(target);
}

static void print_entry(int dir, const char *name, const struct stat *status)
{
    bool is_directory = S_ISDIR(status->st_mode), is_file = S_ISREG(status->st_mode);
    bool is_device = S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode);
    print_escaped(path);
    (void)printf(" %c %04o %u %u", type_letter(status->st_mode), status->st_mode & 07777,
                 status->st_uid, status->st_gid);
    (void)printf(" %lld", is_directory ? 0LL : (long long)status->st_size);
    if (is_directory && without_directory_times)
        (void)printf(" -");
    else
        (void)printf(" %lld.%09ld", (long long)status->st_mtim.tv_sec, status->st_mtim.tv_nsec);
    print_links(status);
    if (is_device)
        (void)printf(" %u:%u", major(status->st_rdev), minor(status->st_rdev));
    else
        (void)printf(" -");
    if (S_ISLNK(status->st_mode))
        print_target(dir, name);
    else
        (void)printf(" -");
    if (is_file)
        print_checksum(dir, name);
    else
        (void)printf(" -");
    print_xattrs(dir, name);
    (void)putchar('\n');
}

static char **sorted_names(int dir, size_t *ret_count)
{
    char **names = NULL;
    size_t count = 0, size = 0;
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        stop("open");
    for (struct dirent *entry; (entry = readdir(listing));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        if (count == size)
            names = realloc(names, (size = size ? 2 * size : 64) * sizeof(*names));
        names[count++] = strdup(entry->d_name);
    }
    (void)closedir(listing);
    qsort(names, count, sizeof(*names), by_bytes);
    *ret_count = count;
    return names;
}

static void list(int dir);

static void list_entry(int dir, const char *name, size_t length)
{
    struct stat status;
    (void)snprintf(path + length, sizeof(path) - length, "/%s", name);
    if (fstatat(dir, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
        /* Before 6.5, overlay looks for a stub's object as soon as it is named. */
        const char *error = strerrorname_np(errno);
        print_escaped(path);
        (void)printf(" %s\n", error);
        return;
    }
    print_entry(dir, name, &status);
    if (!S_ISDIR(status.st_mode))
        return;
    int child = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (child < 0)
        stop("open");
    list(child);
    (void)close(child);
}

static void list(int dir)
{
    size_t count, length = strlen(path);
    char **names = sorted_names(dir, &count);
    for (size_t i = 0; i < count; i++) {
        list_entry(dir, names[i], length);
        free(names[i]);
    }
    free(names);
    path[length] = '\0';
}

int main(int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "tl")) > 0) {
        without_directory_times |= option == 't';
        without_links |= option == 'l';
    }
    struct rlimit files;
    (void)getrlimit(RLIMIT_NOFILE, &files); /* one descriptor for each level */
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    int root = optind + 1 == argc ? open(argv[optind], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    struct stat status;
    if (root < 0 || fstat(root, &status) < 0) {
        (void)fprintf(stderr, "usage: listing [-t] [-l] DIRECTORY\n");
        return 2;
    }
    (void)strcpy(path, ".");
    print_entry(root, ".", &status);
    list(root);
    return fflush(stdout) == 0 ? 0 : 1;
}
