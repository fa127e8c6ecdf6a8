#include "resolver.h"
#include "address.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define NAME "resolv.conf"

/* Who takes this line out keeps the file. */
static const char MARK[] =
    "# From the settings of this server; without this line it is left alone.\n";

#define TEXT_SIZE (sizeof(MARK) + VS_NAMESERVERS_MAX * (sizeof("nameserver \n") + VS_ADDRESS_TEXT))

static void make_text(const struct vs_network *network, char ret_text[TEXT_SIZE])
{
    size_t length = (size_t)snprintf(ret_text, TEXT_SIZE, "%s", MARK);
    for (int i = 0; i < VS_NAMESERVERS_MAX && network->nameservers[i].family; i++) {
        char address[VS_ADDRESS_TEXT] = "";
        vs_address_text(&network->nameservers[i], address);
        length +=
            (size_t)snprintf(ret_text + length, TEXT_SIZE - length, "nameserver %s\n", address);
    }
}

/* A link, as systemd-resolved makes one, is the guest's own choice; an empty file is nobody's. */
static bool is_ours(int etc, const char *text, bool *ret_same)
{
    char found[TEXT_SIZE + 1] = {0};
    struct stat status;
    *ret_same = false;
    cleanup_fd int fd =
        openat(etc, NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || read(fd, found, TEXT_SIZE) < 0)
        return false;
    *ret_same = !strcmp(found, text);
    return status.st_size == 0 || !strncmp(found, MARK, strlen(MARK));
}

int write_resolver(struct guest *guest)
{
    char text[TEXT_SIZE];
    bool is_same;
    if (guest->request.network.nameservers[0].family == 0)
        return 0;
    make_text(&guest->request.network, text);
    cleanup_fd int etc =
        vs_openat2(guest->root_fd, "etc", O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (etc < 0 || !is_ours(etc, text, &is_same) || is_same)
        return 0;
    (void)unlinkat(etc, NAME, 0);
    cleanup_fd int fd =
        openat(etc, NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno == ENOSPC || errno == EDQUOT ? -errno : 0;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}
