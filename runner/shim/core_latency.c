/*
 * Latency: rtt_closed_loop. One outstanding message; the initiator times a whole round trip, never halved.
 *
 * Order of both sides: a verified copy of the run, the warm-up, the timed round trips, one more round trip. What each
 * side has cost is read inside the untimed round trips on both edges, so it falls into no sample.
 */
#include "core_link.h"

static int round_trip(struct link *link, uint64_t sequence)
{
    int code = link_send(link, sequence);
    return code != 0 ? code : link_receive(link, sequence);
}

static int answer(struct link *link, uint64_t sequence)
{
    int code = link_receive(link, sequence);
    return code != 0 ? code : link_send(link, sequence);
}

static int initiate(const struct repeat *repeat, struct link *link)
{
    const uint64_t warmup = repeat->request->warmup, batch = repeat->request->batch;
    struct board *board = repeat->board;
    uint64_t *samples = repeat->samples;
    uint64_t sequence = 0;
    int code;
    memset(samples, 1, repeat->sample_count * sizeof samples[0]); /* no page fault while timing */

    link->touch = TOUCH_VERIFY;
    for (uint64_t i = 0; i < repeat->verify_count; i++)
        if ((code = round_trip(link, sequence++)) != 0)
            return code;
    link->touch = (enum touch)repeat->request->touch;
    for (uint64_t i = 0; i < warmup; i++)
        if ((code = round_trip(link, sequence++)) != 0)
            return code;

    os_usage(&board->side[INITIATOR].before);
    board->start_ns = now_ns();
    for (uint64_t i = 0; i < repeat->sample_count; i++) {
        uint64_t start = now_ns();
        for (uint64_t b = 0; b < batch; b++)
            if ((code = round_trip(link, sequence++)) != 0)
                return code;
        samples[i] = now_ns() - start;
    }
    board->end_ns[INITIATOR] = now_ns();
    os_usage(&board->side[INITIATOR].after);
    return round_trip(link, sequence);
}

static int respond(const struct repeat *repeat, struct link *link)
{
    const uint64_t edge = repeat->verify_count + repeat->request->warmup - 1; /* the last round trip of the warm-up */
    const uint64_t timed = repeat->sample_count * repeat->request->batch;
    struct side_report *report = &repeat->board->side[RESPONDER];
    uint64_t sequence = 0;
    int code;

    link->touch = TOUCH_VERIFY;
    for (; sequence < repeat->verify_count; sequence++)
        if ((code = answer(link, sequence)) != 0)
            return code;
    link->touch = (enum touch)repeat->request->touch;
    for (; sequence < edge; sequence++)
        if ((code = answer(link, sequence)) != 0)
            return code;

    if ((code = link_receive(link, sequence)) != 0)
        return code;
    os_usage(&report->before);
    if ((code = link_send(link, sequence++)) != 0)
        return code;
    for (uint64_t i = 0; i < timed; i++)
        if ((code = answer(link, sequence++)) != 0)
            return code;
    if ((code = link_receive(link, sequence)) != 0)
        return code;
    os_usage(&report->after);
    return link_send(link, sequence);
}

enum reason latency_repeat(struct repeat *repeat, struct summary *summary)
{
    enum reason reason = run_sides(repeat, initiate, respond);
    if (reason == REASON_none)
        summarise(repeat->samples, repeat->sample_count, summary);
    return reason;
}

/* ---- the command ---- */

/* Leaves out and returns true for a value that the clock cannot tell from 0. */
static bool tell(const char *name, uint64_t ps, uint64_t below_ns)
{
    bool censored = ps <= below_ns * 1000;
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

static void print_statistics(const struct summary *summary, uint64_t batch, uint64_t resolution_ns)
{
    const uint64_t below_ns = (resolution_ns + batch - 1) / batch; /* for one operation */
    bool censored = tell("min_ps", summary->min_ns * 1000 / batch, below_ns);
    censored |= tell("mean_ps", summary->sum_ns * 1000 / (summary->n * batch), below_ns);
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
                censored |= tell(quantiles[i].name, quantiles[i].ns * 1000, below_ns);
        censored |= tell("max_ps", summary->max_ns * 1000, below_ns);
    }
    if (censored)
        json_number("below_ns", below_ns);
    if (batch == 1)
        print_histogram(summary);
}

static void print_latency(const struct repeat *repeat, const struct summary *summary)
{
    const struct board *board = repeat->board;
    const uint64_t batch = repeat->request->batch;
    json_begin();
    json_word("status", "ok");
    json_word("mode", "latency");
    json_request(repeat);
    json_number("batch", batch);
    json_number("n", summary->n);
    print_statistics(summary, batch, board->clock.resolution_ns);
    json_usage("initiator", &board->side[INITIATOR]);
    json_usage("responder", &board->side[RESPONDER]);
    json_number("steal_ns", repeat->steal_ns);
    json_number("timer_overhead_ps", board->clock.overhead_ps);
    json_number("timer_resolution_ns", board->clock.resolution_ns);
    json_true("verified");
    json_number("elapsed_ns", board->end_ns[INITIATOR] - board->start_ns);
    json_finish();
}

int run_latency(const struct request *request)
{
    static struct summary summary;
    struct repeat repeat;
    int exit_code;
    uint64_t deadline_ns = now_ns() + request->deadline_ms * 1000000u;
    enum reason reason = begin_repeat(&repeat, request, LATENCY, request->cpu, deadline_ns);
    if (reason == REASON_none)
        reason = latency_repeat(&repeat, &summary);
    if (reason == REASON_none) {
        print_latency(&repeat, &summary);
        exit_code = EXIT_OK;
    } else {
        exit_code = print_repeat_reason(&repeat, reason);
    }
    end_repeat(&repeat);
    return exit_code;
}
