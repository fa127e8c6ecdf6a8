#include "load.h"

/* 1/exp(5s/1min), 5 and 15 minutes, in fixed point. */
static const uint64_t FACTORS[] = {1884, 2014, 2037};

static uint64_t decay(uint64_t average, uint64_t factor, uint64_t active)
{
    uint64_t next = average * factor + active * (LOAD_ONE - factor);
    if (active >= average)
        next += LOAD_ONE - 1; /* so that it gets where it is going to */
    return next / LOAD_ONE;
}

void load_add(uint64_t average[3], uint64_t tasks)
{
    for (int i = 0; i < 3; i++)
        average[i] = decay(average[i], FACTORS[i], tasks * LOAD_ONE);
}

void load_split(uint64_t average, unsigned *ret_whole, unsigned *ret_hundredths)
{
    uint64_t rounded = average + LOAD_ONE / 200;
    *ret_whole = (unsigned)(rounded >> LOAD_SHIFT);
    *ret_hundredths = (unsigned)(((rounded & (LOAD_ONE - 1)) * 100) >> LOAD_SHIFT);
}
