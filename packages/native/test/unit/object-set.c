#include "object-set.h"
#include "check.h"
#include <string.h>

static void name_of(unsigned number, char ret_name[VS_OBJECT_NAME + 1])
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    memset(ret_name, 'x', VS_OBJECT_NAME);
    ret_name[VS_OBJECT_NAME] = '\0';
    /* In both halves, and in few of the places that choose the slot. */
    for (int i = 0; i < 4; i++, number /= 64)
        ret_name[i % 2 ? 3 + i : 12 + i] = DIGITS[number % 64];
}

static void test_only_names_of_objects_are_names(void)
{
    CHECK(vs_object_is_name("abcdefghij0123456-_Z"));
    CHECK(!vs_object_is_name("abcdefghij0123456-_"));
    CHECK(!vs_object_is_name("abcdefghij0123456-_ZZ"));
    CHECK(!vs_object_is_name("abcdefghij/123456-_Z"));
    CHECK(!vs_object_is_name(""));
}

static void test_what_was_added_is_there_and_nothing_else(void)
{
    struct vs_object_set set = {0};
    char name[VS_OBJECT_NAME + 1];
    name_of(0, name);
    CHECK(!vs_object_set_has(&set, name));
    for (unsigned i = 0; i < 20000; i++) {
        name_of(i, name);
        CHECK(vs_object_set_add(&set, name) == 1);
    }
    for (unsigned i = 0; i < 40000; i++) {
        name_of(i, name);
        CHECK(vs_object_set_has(&set, name) == (i < 20000));
    }
    name_of(7, name);
    CHECK(vs_object_set_add(&set, name) == 0 && set.count == 20000);
    vs_object_set_free(&set);
    CHECK(!vs_object_set_has(&set, name));
}

int main(void)
{
    test_only_names_of_objects_are_names();
    test_what_was_added_is_there_and_nothing_else();
    return 0;
}
