#include "template-info.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>

static const char *const METHODS[] = {
    [VS_TEMPLATE_DEBOOTSTRAP] = "debootstrap",
    [VS_TEMPLATE_TARBALL] = "tarball",
    [VS_TEMPLATE_RSYNC] = "rsync",
    [VS_TEMPLATE_GUEST] = "guest",
    [VS_TEMPLATE_SKELETON] = "skeleton",
};

static const char *const STYLES[] = {
    [VS_INIT_SYSTEMD] = "systemd", [VS_INIT_SYSV] = "sysv",     [VS_INIT_PLAIN] = "plain",
    [VS_INIT_SINGLE] = "single",   [VS_INIT_OPENRC] = "openrc",
};

const char *vs_template_method_name(uint32_t method)
{
    bool is_known = method > 0 && method < sizeof(METHODS) / sizeof(METHODS[0]);
    return is_known ? METHODS[method] : "";
}

const char *vs_init_style_name(uint32_t style)
{
    bool is_known = style > 0 && style < sizeof(STYLES) / sizeof(STYLES[0]);
    return is_known ? STYLES[style] : "";
}

void vs_template_info_tell(const struct vs_template_info *info, struct vs_state *state)
{
    vs_state_add(state, "method", info->method);
    vs_state_add(state, "source", info->source);
    vs_state_add(state, "init", info->init);
    vs_state_add(state, "checksum", info->checksum);
    vs_state_add_u64(state, "files", info->files);
    vs_state_add_u64(state, "bytes", info->bytes);
    vs_state_add_u64(state, "built_at", info->built_at);
}

/* NAME.vN. */
static void tell_name(const char *id, struct vs_state *state)
{
    char name[VS_TEMPLATE_SIZE];
    const char *version = strstr(id, ".v");
    size_t length = version ? (size_t)(version - id) : strlen(id);
    (void)snprintf(name, sizeof(name), "%.*s", (int)length, id);
    vs_state_add(state, "name", name);
    vs_state_add(state, "version", version ? version + 2 : "");
}

int vs_template_info_write(int dir, const char *id, const struct vs_template_info *info)
{
    struct vs_state state;
    vs_state_reset(&state);
    tell_name(id, &state);
    vs_template_info_tell(info, &state);
    return vs_state_write(dir, "info", &state, 0, true);
}

int vs_template_info_read(int dir, struct vs_template_info *ret_info)
{
    struct vs_state state;
    *ret_info = (struct vs_template_info){0};
    int r = vs_state_read(dir, "info", &state);
    if (r < 0)
        return r;
    (void)vs_state_get(&state, "method", ret_info->method, sizeof(ret_info->method));
    (void)vs_state_get(&state, "source", ret_info->source, sizeof(ret_info->source));
    (void)vs_state_get(&state, "init", ret_info->init, sizeof(ret_info->init));
    (void)vs_state_get(&state, "checksum", ret_info->checksum, sizeof(ret_info->checksum));
    (void)vs_state_get_u64(&state, "files", &ret_info->files);
    (void)vs_state_get_u64(&state, "bytes", &ret_info->bytes);
    (void)vs_state_get_u64(&state, "built_at", &ret_info->built_at);
    return 0;
}

static int sum_file(int file, char ret_text[VS_CHECKSUM_TEXT_SIZE])
{
    char buffer[8192];
    uint8_t digest[VS_SHA256_SIZE];
    struct vs_sha256 sum;
    off_t at = 0;
    vs_sha256_start(&sum);
    for (ssize_t size; (size = pread(file, buffer, sizeof(buffer), at)) != 0; at += size) {
        if (size < 0)
            return -errno;
        vs_sha256_add(&sum, buffer, (size_t)size);
    }
    vs_sha256_end(&sum, digest);
    vs_checksum_text(digest, ret_text);
    return 0;
}

static int check_manifest(int dir, int manifest, struct vs_manifest_difference *difference)
{
    struct vs_template_info info;
    char checksum[VS_CHECKSUM_TEXT_SIZE];
    int r = vs_template_info_read(dir, &info);
    r = r < 0 ? r : sum_file(manifest, checksum);
    if (r < 0)
        return r == -ENOENT ? -ENODATA : r;
    if (strcmp(info.checksum, checksum) != 0) {
        difference->changed++;
        (void)snprintf(difference->first, sizeof(difference->first),
                       "The list of its files does not have the checksum of its build");
    }
    return 0;
}

int vs_template_verify(int templates, const char *id, int pool,
                       struct vs_manifest_difference *ret_difference)
{
    struct vs_manifest_difference of_list = {0};
    cleanup_fd int dir = vs_openat2(templates, id, O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    cleanup_fd int root = dir < 0 ? -1 : openat(dir, "rootfs", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -errno;
    cleanup_fd int manifest = openat(dir, "manifest", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (manifest < 0)
        return errno == ENOENT ? -ENODATA : -errno;
    int r = check_manifest(dir, manifest, &of_list);
    r = r < 0 ? r : vs_manifest_compare(root, pool, manifest, ret_difference);
    if (r == 0 && of_list.changed) {
        ret_difference->changed++;
        memcpy(ret_difference->first, of_list.first, sizeof(of_list.first));
    }
    return r;
}
