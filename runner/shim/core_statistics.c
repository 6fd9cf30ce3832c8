/* Quantiles by nearest rank on the sorted samples, and the histogram's grid. */
#include <stdlib.h>

#include "core.h"

/* Grid log2x16 over picoseconds: 16 buckets per power of two, exact below 16. */
unsigned histogram_index(uint64_t value)
{
    if (value < 16)
        return (unsigned)value;
    unsigned exponent = 0;
    for (uint64_t rest = value; rest > 1; rest >>= 1)
        exponent++;
    return (exponent - 3) * 16 + (unsigned)(value >> (exponent - 4)) - 16;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t nearest_rank(const uint64_t *sorted, uint64_t n, uint64_t per_mille)
{
    return sorted[(n * per_mille + 999) / 1000 - 1];
}

bool quantile_is_told(uint64_t n, uint64_t per_mille)
{
    return n * (1000 - per_mille) >= 10 * 1000;
}

void summarise(uint64_t *samples, uint64_t n, struct summary *summary)
{
    *summary = (struct summary){.n = n};
    for (uint64_t i = 0; i < n; i++) {
        summary->sum_ns += samples[i];
        summary->histogram[histogram_index(samples[i] * 1000)]++;
    }
    qsort(samples, n, sizeof samples[0], ascending);
    summary->min_ns = samples[0];
    summary->p50_ns = nearest_rank(samples, n, 500);
    summary->p90_ns = nearest_rank(samples, n, 900);
    summary->p99_ns = nearest_rank(samples, n, 990);
    summary->p999_ns = nearest_rank(samples, n, 999);
    summary->max_ns = samples[n - 1];
}
