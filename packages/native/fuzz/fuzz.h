/*
 * A target is one function over bytes that an attacker could send or a crash could leave. libFuzzer
 * looks for inputs (make fuzz); the kept ones run with every `make unit` through replay.c.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the bytes are. */
#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            abort();                                                                               \
    } while (0)
