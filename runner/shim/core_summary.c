/* What samples come to, as JSON. Nothing is told that n or the clock cannot carry. */
#include "core.h"

/* Leaves out and returns true for a value that the clock cannot tell from 0. */
static bool tell(const char *name, uint64_t ps, uint64_t below_ps)
{
    bool censored = ps <= below_ps;
    if (!censored)
        json_number(name, ps);
    return censored;
}

static void print_histogram(const struct summary *summary)
{
    json_object("histogram");
    json_array("index");
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        if (summary->histogram[i] != 0)
            json_number(NULL, i);
    json_end_array();
    json_array("count");
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        if (summary->histogram[i] != 0)
            json_number(NULL, summary->histogram[i]);
    json_end_array();
    json_end_object();
}

void json_summary(const struct summary *summary, uint64_t batch, uint64_t resolution_ns)
{
    const uint64_t below_ps = resolution_ns * 1000 / batch; /* for one operation */
    bool censored = tell("min_ps", summary->min_ns * 1000 / batch, below_ps);
    censored |= tell("mean_ps", summary->sum_ns * 1000 / (summary->n * batch), below_ps);
    if (batch == 1) {
        const struct {
            const char *name;
            uint64_t per_mille, ns;
        } quantiles[] = {{"p50_ps", 500, summary->p50_ns},
                         {"p90_ps", 900, summary->p90_ns},
                         {"p99_ps", 990, summary->p99_ns},
                         {"p999_ps", 999, summary->p999_ns}};
        for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++)
            if (quantile_is_told(summary->n, quantiles[i].per_mille))
                censored |= tell(quantiles[i].name, quantiles[i].ns * 1000, below_ps);
        censored |= tell("max_ps", summary->max_ns * 1000, below_ps);
    }
    if (censored)
        json_number("below_ns", (below_ps + 999) / 1000);
    if (batch == 1)
        print_histogram(summary);
}
