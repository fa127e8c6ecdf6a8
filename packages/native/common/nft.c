#include "nft.h"
#include "cleanup.h"
#include "kernel.h"
#include "tool.h"
#include <string.h>
#include <sys/mman.h>

/* Five hundred guests with all the rules they may have take a few seconds. */
#define TIMEOUT_MS 40000

int vs_nft_script_open(void)
{
    int fd = memfd_create("nft", MFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int vs_nft_run(int script, char ret_said[VS_NFT_SAID_SIZE])
{
    const char *const arguments[VS_TOOL_ARGUMENTS_MAX] = {"nft", "-f", "-"};
    ret_said[0] = '\0';
    if (!vs_tool_is_there("nft"))
        return -EOPNOTSUPP;
    if (lseek(script, 0, SEEK_SET) < 0)
        return -errno;
    int r = vs_tool_feed(script, TIMEOUT_MS, arguments, ret_said, VS_NFT_SAID_SIZE);
    ret_said[strcspn(ret_said, "\n")] = '\0';
    return r == -ENOENT ? -EOPNOTSUPP : r > 0 ? -EINVAL : r;
}
