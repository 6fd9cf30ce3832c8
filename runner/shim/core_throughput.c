/*
 * Throughput: from the writer's first byte to the reader's receipt of the last; bytes received count.
 *
 * Three phases of the same stream: a verified copy, a warm-up, the timed one. The writer decides when a phase ends and
 * says so on the board before its last message, so no message carries it and neither loop reads the clock often.
 */
#include "core_link.h"

enum { VERIFY_CAPACITIES = 2, VERIFY_LEAST_MESSAGES = 20, TIMED_CAPACITIES = 100, WARM_UP_PART = 10 };
enum { PATIENCE = 10, CLOCK_EVERY_BYTES = 65536, NAP_NS = 20000, LATE_NS = 3000000 };

/* At least so many messages and so long; but never longer than the last, however many are left to send. */
struct phase {
    enum touch touch;
    uint64_t messages, least_ns, most_ns;
};

static struct phase phase_of(const struct repeat *repeat, unsigned number)
{
    const struct request *request = repeat->request;
    const uint64_t in_flight = repeat->transport->capacity(repeat->state) / repeat->setup.message_bytes + 1;
    const uint64_t duration_ns = request->duration_ms * 1000000;
    const enum touch touch = (enum touch)request->touch;
    switch (number) {
    case 0:
        return (struct phase){TOUCH_VERIFY, VERIFY_CAPACITIES * in_flight + VERIFY_LEAST_MESSAGES, 0, duration_ns};
    case 1:
        return (struct phase){touch, in_flight, duration_ns / WARM_UP_PART, duration_ns};
    default:
        return (struct phase){touch, TIMED_CAPACITIES * in_flight, duration_ns, PATIENCE * duration_ns};
    }
}

static int write_phase(struct board *board, struct link *link, const struct phase *phase, unsigned number)
{
    const uint64_t check_every = 1 + CLOCK_EVERY_BYTES / (link->bytes + LINE_BYTES);
    uint64_t sequence = 0;
    int code;
    link->touch = phase->touch;
    os_usage(&board->side[INITIATOR].before);
    const uint64_t start = now_ns();
    board->start_ns = start;
    for (uint64_t until_check = check_every;; sequence++) {
        if (--until_check == 0) {
            const uint64_t passed_ns = now_ns() - start;
            until_check = check_every;
            if (passed_ns >= (sequence + 1 >= phase->messages ? phase->least_ns : phase->most_ns))
                break;
        }
        if ((code = link_send(link, sequence)) != 0)
            return code;
    }
    atomic_store(&board->total[number], sequence + 1);
    if ((code = link_send(link, sequence)) != 0)
        return code;
    if (link->transport->flush != NULL && (code = link->transport->flush(link->state)) != 0)
        return code;
    board->end_ns[INITIATOR] = now_ns();
    os_usage(&board->side[INITIATOR].after);
    while (atomic_load(&board->acknowledged) != number + 1)
        nap_ns(NAP_NS);
    return 0;
}

static int read_phase(struct board *board, struct link *link, const struct phase *phase, unsigned number)
{
    const bool lossy = (link->transport->traits & LOSSY) != 0;
    uint64_t received = 0, total = UNKNOWN, end = 0;
    link->touch = phase->touch;
    while (received != total) {
        int code = link_receive(link, received);
        total = atomic_load_explicit(&board->total[number], memory_order_relaxed);
        if (lossy && code == -EAGAIN) { /* nothing came for a while */
            if (total != UNKNOWN)
                break;
            continue;
        }
        if (code != 0)
            return code;
        received++;
        if (lossy && total != UNKNOWN) /* any of the messages still on their way may be the last to arrive */
            end = now_ns();
    }
    board->end_ns[RESPONDER] = lossy ? end : now_ns();
    board->received = received;
    board->side[RESPONDER].before = board->side[RESPONDER].after;
    os_usage(&board->side[RESPONDER].after);
    atomic_store(&board->acknowledged, number + 1);
    return 0;
}

static int write_all_phases(const struct repeat *repeat, struct link *link)
{
    for (unsigned number = 0; number < THROUGHPUT_PHASES; number++) {
        struct phase phase = phase_of(repeat, number);
        int code = write_phase(repeat->board, link, &phase, number);
        if (code != 0)
            return code;
    }
    return 0;
}

static int read_all_phases(const struct repeat *repeat, struct link *link)
{
    for (unsigned number = 0; number < THROUGHPUT_PHASES; number++) {
        struct phase phase = phase_of(repeat, number);
        if (number == 0) /* lets the writer run ahead as far as it can: what it overwrites too early will be seen */
            nap_ns(LATE_NS);
        int code = read_phase(repeat->board, link, &phase, number);
        if (code != 0)
            return code;
    }
    return 0;
}

static void print_throughput(const struct repeat *repeat)
{
    const struct board *board = repeat->board;
    uint64_t sent = board->total[THROUGHPUT_PHASES - 1];
    uint64_t end_ns = board->end_ns[INITIATOR] > board->end_ns[RESPONDER] ? board->end_ns[INITIATOR]
                                                                         : board->end_ns[RESPONDER];
    json_begin();
    json_word("status", "ok");
    json_word("mode", "throughput");
    json_request(repeat);
    json_number("capacity_bytes", repeat->transport->capacity(repeat->state));
    json_number("messages", board->received);
    json_number("bytes", board->received * repeat->setup.message_bytes);
    json_number("lost", sent - board->received);
    json_number("elapsed_ns", end_ns - board->start_ns);
    json_usage("writer", &board->side[INITIATOR]);
    json_usage("reader", &board->side[RESPONDER]);
    json_number("steal_ns", repeat->steal_ns);
    json_true("verified");
    json_finish();
}

int run_throughput(const struct request *request)
{
    struct repeat repeat;
    int exit_code = EXIT_OK;
    uint64_t deadline_ns = now_ns() + request->deadline_ms * 1000000u;
    enum reason reason = begin_repeat(&repeat, request, THROUGHPUT, request->cpu, deadline_ns);
    if (reason == REASON_none)
        reason = run_sides(&repeat, write_all_phases, read_all_phases);
    if (reason == REASON_none)
        print_throughput(&repeat);
    else
        exit_code = print_repeat_reason(&repeat, reason);
    end_repeat(&repeat);
    return exit_code;
}
