/*
 * Latency: rtt_closed_loop. One outstanding message; the initiator times a whole round trip, never halved.
 *
 * Order of both sides: a verified copy of the run, the warm-up, the timed round trips, one more round trip. What each
 * side has cost is read inside the untimed round trips on both edges, so it falls into no sample.
 */
#include "core_link.h"

static uint64_t heartbeat(struct board *board)
{
    return atomic_load_explicit(&board->heartbeat, memory_order_relaxed);
}

/* Returns while the companion runs: its heart has just beaten. */
static uint64_t wait_for_heartbeat(struct board *board)
{
    const uint64_t before = heartbeat(board);
    uint64_t beat;
    while ((beat = heartbeat(board)) == before) {
    }
    return beat;
}

static int initiate(const struct repeat *repeat, struct link *link)
{
    const uint64_t warmup = repeat->request->warmup, batch = repeat->request->batch;
    const bool companion = (repeat->transport->traits & ONE_PROCESS) != 0;
    struct board *board = repeat->board;
    uint64_t *samples = repeat->samples;
    uint64_t sequence = 0;
    int code;
    memset(samples, 1, repeat->sample_count * sizeof samples[0]); /* no page fault while timing */

    link->touch = TOUCH_VERIFY;
    for (uint64_t i = 0; i < repeat->verify_count; i++)
        if ((code = link_round_trip(link, sequence++)) != 0)
            return code;
    link->touch = (enum touch)repeat->request->touch;
    for (uint64_t i = 0; i < warmup; i++)
        if ((code = link_round_trip(link, sequence++)) != 0)
            return code;

    os_usage(&board->side[INITIATOR].before);
    board->start_ns = now_ns();
    for (uint64_t i = 0; i < repeat->sample_count;) {
        const uint64_t beat = companion ? wait_for_heartbeat(board) : 0;
        const uint64_t start = now_ns();
        for (uint64_t b = 0; b < batch; b++)
            if ((code = link_round_trip(link, sequence++)) != 0)
                return code;
        samples[i] = now_ns() - start;
        if (!companion || heartbeat(board) != beat) /* else it stopped running meanwhile: nobody was interrupted */
            i++;
    }
    board->end_ns[INITIATOR] = now_ns();
    os_usage(&board->side[INITIATOR].after);
    return link_round_trip(link, sequence);
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
        if ((code = link_answer(link, sequence)) != 0)
            return code;
    link->touch = (enum touch)repeat->request->touch;
    for (; sequence < edge; sequence++)
        if ((code = link_answer(link, sequence)) != 0)
            return code;

    if ((code = link_receive(link, sequence)) != 0)
        return code;
    os_usage(&report->before);
    if ((code = link_send(link, sequence++)) != 0)
        return code;
    for (uint64_t i = 0; i < timed; i++)
        if ((code = link_answer(link, sequence++)) != 0)
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
    json_summary(summary, batch, board->clock.resolution_ns);
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
    int exit_code = EXIT_OK;
    uint64_t deadline_ns = now_ns() + request->deadline_ms * 1000000u;
    enum reason reason = begin_repeat(&repeat, request, LATENCY, request->cpu, deadline_ns);
    if (reason == REASON_none)
        reason = latency_repeat(&repeat, &summary);
    if (reason == REASON_none)
        print_latency(&repeat, &summary);
    else
        exit_code = print_repeat_reason(&repeat, reason);
    end_repeat(&repeat);
    return exit_code;
}
