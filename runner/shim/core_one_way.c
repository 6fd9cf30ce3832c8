/*
 * One way: each message carries the time of its departure, and the receiver subtracts. Both directions are told as
 * they are, beside the name of the clock and half of the shortest round trip as a bound; nothing is corrected. Where
 * the clock is not known to be one for all CPUs, or a message arrives before it left, there is no number.
 */
#include "core_link.h"

static int send_timed(struct link *link, uint64_t sequence)
{
    unsigned char *message = link->outgoing;
    int code = link->transport->reserve == NULL ? 0 : link->transport->reserve(link->state, &message);
    if (code != 0)
        return code;
    link_fill(link, message, sequence);
    const uint64_t departure = now_ns();
    memcpy(message, &departure, sizeof departure);
    return link->transport->send(link->state, message);
}

static int receive_timed(struct link *link, uint64_t *passed_ns)
{
    unsigned char *message = link->incoming;
    uint64_t departure;
    int code = link->transport->receive(link->state, &message);
    if (code != 0)
        return code;
    const uint64_t arrival = now_ns();
    memcpy(&departure, message, sizeof departure);
    if (arrival < departure)
        return REASON_negative_sample;
    *passed_ns = arrival - departure;
    if (link->touch == TOUCH_READ_LINES)
        link->sink ^= read_lines(message, link->bytes);
    return link->transport->release == NULL ? 0 : link->transport->release(link->state);
}

static int initiate(const struct repeat *repeat, struct link *link)
{
    const uint64_t untimed = repeat->verify_count + repeat->request->warmup;
    uint64_t *backward = repeat->samples + repeat->sample_count;
    uint64_t shortest = UNKNOWN;
    int code;
    memset(backward, 1, repeat->sample_count * sizeof backward[0]); /* no page fault while timing */
    link->touch = TOUCH_VERIFY;
    for (uint64_t i = 0; i < untimed; i++)
        if ((code = link_round_trip(link, i)) != 0)
            return code;
    link->touch = (enum touch)repeat->request->touch;
    for (uint64_t i = 0; i < repeat->sample_count; i++) {
        const uint64_t start = now_ns();
        if ((code = send_timed(link, i)) != 0 || (code = receive_timed(link, &backward[i])) != 0)
            return code;
        const uint64_t passed = now_ns() - start;
        if (passed < shortest)
            shortest = passed;
    }
    repeat->board->shortest_ns = shortest;
    return 0;
}

static int respond(const struct repeat *repeat, struct link *link)
{
    const uint64_t untimed = repeat->verify_count + repeat->request->warmup;
    uint64_t *forward = repeat->samples;
    int code;
    memset(forward, 1, repeat->sample_count * sizeof forward[0]);
    link->touch = TOUCH_VERIFY;
    for (uint64_t i = 0; i < untimed; i++)
        if ((code = link_answer(link, i)) != 0)
            return code;
    link->touch = (enum touch)repeat->request->touch;
    for (uint64_t i = 0; i < repeat->sample_count; i++)
        if ((code = receive_timed(link, &forward[i])) != 0 || (code = send_timed(link, i)) != 0)
            return code;
    return 0;
}

static void print_direction(const char *name, uint64_t *samples, const struct repeat *repeat)
{
    static struct summary summary;
    summarise(samples, repeat->sample_count, &summary);
    json_object(name);
    json_summary(&summary, 1, repeat->board->clock.resolution_ns);
    json_end_object();
}

static void print_one_way(const struct repeat *repeat, const char *clock_source)
{
    const struct board *board = repeat->board;
    json_begin();
    json_word("status", "ok");
    json_word("mode", "oneway");
    json_request(repeat);
    json_number("n", repeat->sample_count);
    print_direction("forward", repeat->samples, repeat);
    print_direction("backward", repeat->samples + repeat->sample_count, repeat);
    json_number("rtt_min_ps", board->shortest_ns * 1000);
    json_number("bound_ps", board->shortest_ns * 500);
    json_word("clock_source", clock_source);
    json_number("steal_ns", repeat->steal_ns);
    json_number("timer_overhead_ps", board->clock.overhead_ps);
    json_number("timer_resolution_ns", board->clock.resolution_ns);
    json_true("verified");
    json_finish();
}

int run_one_way(const struct request *request)
{
    struct repeat repeat;
    int exit_code = EXIT_OK;
    uint64_t deadline_ns = now_ns() + request->deadline_ms * 1000000u;
    const char *clock_source = os_shared_clock();
    if (clock_source == NULL)
        return print_reason(REASON_unstable_clock, UNKNOWN);
    enum reason reason = begin_repeat(&repeat, request, ONE_WAY, request->cpu, deadline_ns);
    if (reason == REASON_none)
        reason = run_sides(&repeat, initiate, respond);
    if (reason == REASON_none)
        print_one_way(&repeat, clock_source);
    else
        exit_code = print_repeat_reason(&repeat, reason);
    end_repeat(&repeat);
    return exit_code;
}
