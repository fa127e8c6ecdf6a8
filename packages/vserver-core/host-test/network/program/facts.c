#include "check.h"

#define TEXT(name)                                                                                 \
    {                                                                                              \
#name, offsetof(struct facts, name), sizeof(((struct facts *)0)->name), true               \
    }
#define NUMBER(name)                                                                               \
    {                                                                                              \
#name, offsetof(struct facts, name), sizeof(int), false                                    \
    }

static const struct field {
    const char *name;
    size_t offset, size;
    bool is_text;
} FIELDS[] = {
    TEXT(own4),       TEXT(gateway4),       TEXT(own4b),      TEXT(own6),     TEXT(own6b),
    TEXT(host4),      TEXT(host6),          TEXT(outside4),   TEXT(outside6), TEXT(uplink),
    TEXT(mode),       TEXT(neighbour4),     TEXT(neighbour6), TEXT(friend4),  TEXT(friend6),
    NUMBER(slowness), NUMBER(uplink_index),
};

#define COUNT (sizeof(FIELDS) / sizeof(*FIELDS))

static const struct field *find(const char *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(FIELDS[i].name, name) == 0)
            return &FIELDS[i];
    return NULL;
}

static int take(struct facts *facts, char *line)
{
    char *value = strchr(line, '=');
    if (!value)
        return -EINVAL;
    *value++ = '\0';
    value[strcspn(value, "\n")] = '\0';
    const struct field *field = find(line);
    if (!field)
        return -EINVAL;
    char *place = (char *)facts + field->offset;
    if (field->is_text)
        (void)snprintf(place, field->size, "%s", value);
    else
        *(int *)(void *)place = atoi(value);
    return 0;
}

int read_facts(const char *path, struct facts *facts)
{
    char line[256];
    unsigned taken = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    while (fgets(line, sizeof(line), file))
        taken += take(facts, line) == 0;
    (void)fclose(file);
    return taken == COUNT ? 0 : -EINVAL;
}
