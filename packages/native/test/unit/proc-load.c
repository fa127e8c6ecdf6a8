#include "../../programs/vs-proc/load.c"
#include "check.h"

static void check_text(uint64_t average, unsigned whole, unsigned hundredths)
{
    unsigned found_whole, found_hundredths;
    load_split(average, &found_whole, &found_hundredths);
    CHECK(found_whole == whole && found_hundredths == hundredths);
}

int main(void)
{
    uint64_t average[3] = {0};
    /* 3 tasks for a minute: 3 * (1 - 1/e) = 1.896, and after five minutes 3 * (1 - exp(-5)). */
    for (int i = 0; i < 12; i++)
        load_add(average, 3);
    CHECK(average[0] > 1.88 * LOAD_ONE && average[0] < 1.91 * LOAD_ONE);
    CHECK(average[1] > 0.53 * LOAD_ONE && average[1] < 0.56 * LOAD_ONE);
    CHECK(average[2] > 0.18 * LOAD_ONE && average[2] < 0.21 * LOAD_ONE);
    for (int i = 0; i < 1000; i++)
        load_add(average, 3);
    check_text(average[0], 3, 0); /* it gets there, and not beyond */
    for (int i = 0; i < 5000; i++)
        load_add(average, 0);
    for (int i = 0; i < 3; i++)
        check_text(average[i], 0, 0);
    check_text(LOAD_ONE / 2, 0, 50);
    check_text(LOAD_ONE - 1, 1, 0);
    return 0;
}
