/* The clock: what one reading costs, and the smallest step it can show. */
#include <stdlib.h>

#include "core.h"

enum { BLOCKS = 21, READINGS = 256 };

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t overhead_ps(void)
{
    uint64_t per_block[BLOCKS];
    for (size_t block = 0; block < BLOCKS; block++) {
        uint64_t start = now_ns(), last = start;
        for (int reading = 0; reading < READINGS; reading++)
            last = now_ns();
        per_block[block] = (last - start) * 1000 / READINGS;
    }
    qsort(per_block, BLOCKS, sizeof per_block[0], ascending);
    return per_block[BLOCKS / 2];
}

/* The smallest difference between two distinct intervals, 0 included: 1 for a TSC clock, 1000 for one of 1 us. */
static uint64_t resolution_ns(void)
{
    uint64_t interval[READINGS * 4];
    size_t count = sizeof interval / sizeof interval[0];
    uint64_t smallest = UNKNOWN, previous = 0, last = now_ns();
    for (size_t i = 0; i < count; i++) {
        uint64_t now = now_ns();
        interval[i] = now - last;
        last = now;
    }
    qsort(interval, count, sizeof interval[0], ascending);
    for (size_t i = 0; i < count; i++) {
        if (interval[i] != previous && interval[i] - previous < smallest)
            smallest = interval[i] - previous;
        previous = interval[i];
    }
    return smallest == UNKNOWN ? 1 : smallest;
}

struct clock_quality measure_clock(void)
{
    struct clock_quality quality = {.resolution_ns = resolution_ns(), .overhead_ps = overhead_ps()};
    return quality;
}

void nap_ns(uint64_t ns)
{
    struct timespec t = {.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
    nanosleep(&t, NULL);
}
