/* Noise: one pinned process reads the clock without pause; what it misses is what a measurement would have suffered. */
#include <stdlib.h>

#include "core.h"

enum { GAP_NS = 1000, EXACT_NS = 65536 };

struct watch {
    uint64_t readings, gaps, longest_ns;
    uint64_t count[EXACT_NS]; /* intervals by length; longer ones in the last */
};

static void watch_clock(struct watch *watch, uint64_t start, uint64_t end)
{
    for (uint64_t last = start; last < end;) {
        uint64_t now = now_ns(), interval = now - last;
        last = now;
        watch->readings++;
        watch->count[interval < EXACT_NS ? interval : EXACT_NS - 1]++;
        watch->gaps += interval > GAP_NS;
        if (interval > watch->longest_ns)
            watch->longest_ns = interval;
    }
}

static uint64_t quantile(const struct watch *watch, uint64_t per_mille)
{
    uint64_t rank = (watch->readings * per_mille + 999) / 1000, seen = 0, ns = 0;
    while (ns < EXACT_NS - 1 && (seen += watch->count[ns]) < rank)
        ns++;
    return ns;
}

int run_noise(const struct request *request)
{
    static struct watch watch;
    struct usage before, after;
    int cpu = (int)request->cpu[INITIATOR];
    if (!os_may_use_cpu(cpu))
        return print_reason(REASON_cpu_not_allowed, UNKNOWN);
    if (os_pin(cpu) != 0)
        return print_reason(REASON_pin_refused, UNKNOWN);
    if (request->deadline_ms < request->duration_ms)
        return print_reason(REASON_deadline, UNKNOWN);
    struct clock_quality clock = measure_clock();
    watch_clock(&watch, now_ns(), now_ns() + 1000000); /* faults the table in */
    watch = (struct watch){.readings = 0};

    uint64_t steal = os_steal_ns(cpu);
    os_usage(&before);
    uint64_t start = now_ns();
    watch_clock(&watch, start, start + request->duration_ms * 1000000);
    uint64_t duration_ns = now_ns() - start;
    os_usage(&after);
    json_begin();
    json_word("status", "ok");
    json_word("mode", "noise");
    json_number("duration_ns", duration_ns);
    json_number("timer_overhead_ps", clock.overhead_ps);
    json_number("timer_resolution_ns", clock.resolution_ns);
    json_number("jitter_p99_ns", quantile(&watch, 990));
    json_number("jitter_max_ns", watch.longest_ns);
    json_number("gaps", watch.gaps);
    if (steal != UNKNOWN)
        json_number("steal_ns", os_steal_ns(cpu) - steal);
    json_number("involuntary_switches", after.involuntary_switches - before.involuntary_switches);
    return json_finish();
}
