#include "guest-root.h"
#include "kernel.h"
#include "parse.h"
#include "state-file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_NAME "root"

static int get_u32(const struct vs_state *state, const char *key, uint32_t *ret_value)
{
    uint64_t value;
    int r = vs_state_get_u64(state, key, &value);
    if (r < 0 || value > UINT32_MAX)
        return -EBADMSG;
    *ret_value = (uint32_t)value;
    return 0;
}

/* "3,2", or nothing. */
static int parse_layers(char *text, uint32_t ret_layers[VS_ROOT_LAYERS_MAX])
{
    char *rest = text;
    for (int i = 0; *text; i++) {
        uint64_t value;
        char *word = strsep(&rest, ",");
        if (i == VS_ROOT_LAYERS_MAX || vs_parse_number(word, UINT32_MAX, &value) < 0 || value == 0)
            return -EBADMSG;
        ret_layers[i] = (uint32_t)value;
        if (!rest)
            return 0;
    }
    return 0;
}

static int get_archive(const struct vs_state *state, struct vs_guest_root *root)
{
    int r = vs_state_get(state, "archive", root->archive, sizeof(root->archive));
    if (r == -ENOENT)
        return 0;
    if (r < 0 || !root->archive[0] ||
        vs_state_get_u64(state, "archived_entries", &root->archived_entries) < 0)
        return -EBADMSG;
    return 0;
}

int vs_guest_root_read_any(int guest, struct vs_guest_root *ret_root)
{
    struct vs_state state;
    struct vs_guest_root root = {0};
    char layers[12 * VS_ROOT_LAYERS_MAX];
    int r = vs_state_read(guest, FILE_NAME, &state);
    if (r < 0)
        return r;
    if (vs_state_get(&state, "template", root.template_id, sizeof(root.template_id)) < 0 ||
        vs_parse_template(root.template_id) < 0 ||
        vs_state_get(&state, "layers", layers, sizeof(layers)) < 0)
        return -EBADMSG;
    r = get_u32(&state, "backend", &root.backend);
    r = r < 0 ? r : get_u32(&state, "project", &root.project);
    r = r < 0 ? r : get_u32(&state, "upper", &root.upper);
    r = r < 0 ? r : parse_layers(layers, root.layers);
    r = r < 0 ? r : get_archive(&state, &root);
    if (r < 0)
        return r;
    if (root.backend < VS_BACKEND_OVERLAY || root.backend > VS_BACKEND_TREE || root.upper == 0)
        return -EBADMSG;
    *ret_root = root;
    return 0;
}

int vs_guest_root_read(int guest, struct vs_guest_root *ret_root)
{
    struct vs_guest_root root;
    int r = vs_guest_root_read_any(guest, &root);
    if (r < 0 || root.archive[0])
        return r < 0 ? r : -ENOLINK;
    *ret_root = root;
    return 0;
}

static void put(const struct vs_guest_root *root, struct vs_state *ret_state)
{
    char layers[12 * VS_ROOT_LAYERS_MAX] = "";
    size_t length = 0;
    for (int i = 0; i < VS_ROOT_LAYERS_MAX && root->layers[i]; i++)
        length += (size_t)snprintf(layers + length, sizeof(layers) - length, "%s%u", i ? "," : "",
                                   root->layers[i]);
    vs_state_reset(ret_state);
    vs_state_add(ret_state, "template", root->template_id);
    vs_state_add_u64(ret_state, "backend", root->backend);
    vs_state_add_u64(ret_state, "project", root->project);
    vs_state_add_u64(ret_state, "upper", root->upper);
    vs_state_add(ret_state, "layers", layers);
    if (!root->archive[0])
        return;
    vs_state_add(ret_state, "archive", root->archive);
    vs_state_add_u64(ret_state, "archived_entries", root->archived_entries);
}

int vs_guest_root_write(int guest, const struct vs_guest_root *root, bool durable)
{
    struct vs_state state;
    put(root, &state);
    return vs_state_write(guest, FILE_NAME, &state, 0, durable);
}

int vs_guest_root_write_after_all(int guest, const struct vs_guest_root *root)
{
    struct vs_state state;
    put(root, &state);
    return vs_state_write_after_all(guest, FILE_NAME, &state, 0);
}
