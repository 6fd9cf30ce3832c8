/* One side of a repeat, in its own process: pinned, with buffers of its own on its own memory node. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "core_link.h"

static uint64_t option_value(const struct repeat *repeat, const char *name)
{
    const struct transport_option *option = repeat->transport->options;
    for (size_t i = 0; option != NULL && option[i].name != NULL; i++)
        if (strcmp(option[i].name, name) == 0)
            return repeat->setup.option[i];
    return UNKNOWN;
}

/* Untimed. Yields, because both sides may be on one CPU; the supervisor keeps the deadline. */
static void meet(struct board *board, enum side side, uint32_t times)
{
    atomic_store(&board->side[side].arrived, times);
    while (atomic_load(&board->side[!side].arrived) < times)
        sched_yield();
}

static unsigned char *touched_pages(size_t bytes)
{
    void *memory = NULL;
    size_t page = (size_t)sysconf(_SC_PAGESIZE), size = (bytes / page + 1) * page;
    if (posix_memalign(&memory, page, size) != 0)
        return NULL;
    return memset(memory, 1, size);
}

static struct link new_link(const struct repeat *repeat, enum side side)
{
    const struct transport *transport = repeat->transport;
    const bool loopback = (transport->traits & LOOPBACK) != 0;
    return (struct link){.transport = transport,
                         .state = repeat->state,
                         .bytes = repeat->setup.message_bytes,
                         .touch = (enum touch)repeat->request->touch,
                         .side = side,
                         .sender = loopback ? side : (enum side)!side,
                         .outgoing = touched_pages(repeat->setup.message_bytes),
                         .incoming = touched_pages(repeat->setup.message_bytes),
                         .gaps_allowed = (transport->traits & LOSSY) != 0 && repeat->setup.mode == THROUGHPUT,
                         .write_in_place = option_value(repeat, "write_in_place") != 0,
                         .read_in_place = option_value(repeat, "read_in_place") != 0};
}

static int meet_and_run(struct side_start *start, struct link *link)
{
    struct repeat *repeat = start->repeat;
    const struct transport *transport = repeat->transport;
    const enum side side = start->side;
    struct board *board = repeat->board;
    int code = 0;
    board->side[side].pid = getpid();
    meet(board, side, 1);
    repeat->setup.pid[INITIATOR] = board->side[INITIATOR].pid;
    repeat->setup.pid[RESPONDER] = board->side[RESPONDER].pid;
    if (transport->attach != NULL && (code = transport->attach(repeat->state, &repeat->setup, side)) != 0)
        return code;
    meet(board, side, 2);
    if ((transport->traits & LOOPBACK) != 0)
        return side == INITIATOR ? start->run(repeat, link) : 0;
    if ((code = start->run(repeat, link)) == 0)
        meet(board, side, 3); /* the last message may need the process that sent it */
    board->side[side].sink = link->sink;
    return code;
}

static int run_pinned(struct side_start *start)
{
    struct repeat *repeat = start->repeat;
    if (os_pin(repeat->cpu[start->side]) != 0)
        return REASON_pin_refused;
    if (start->side == INITIATOR)
        repeat->board->clock = measure_clock();
    struct link link = new_link(repeat, start->side);
    int code = link.outgoing == NULL || link.incoming == NULL ? REASON_memory : meet_and_run(start, &link);
    free(link.outgoing);
    free(link.incoming);
    return code;
}

/* ---- the responder as a thread ---- */

static void *keep_running(void *argument)
{
    const struct side_start *start = argument;
    struct board *board = start->repeat->board;
    struct side_report *report = &board->side[RESPONDER];
    if (os_pin(start->repeat->cpu[RESPONDER]) != 0)
        report->code = REASON_pin_refused;
    /* What it costs is all of its CPU, by definition: nothing to tell. */
    report->before = report->after = (struct usage){UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN};
    atomic_store(&report->arrived, 2);
    for (uint64_t beat = 1; atomic_load_explicit(&board->finished, memory_order_relaxed) == 0; beat++)
        atomic_store_explicit(&board->heartbeat, beat, memory_order_relaxed);
    return NULL;
}

static int run_with_companion(struct side_start *start)
{
    struct board *board = start->repeat->board;
    pthread_t companion;
    int code = pthread_create(&companion, NULL, keep_running, start);
    if (code != 0)
        return -code;
    code = run_pinned(start);
    atomic_store(&board->finished, 1);
    pthread_join(companion, NULL);
    return code != 0 ? code : board->side[RESPONDER].code;
}

void run_side(void *argument)
{
    struct side_start *start = argument;
    const struct transport *transport = start->repeat->transport;
    int code = (transport->traits & ONE_PROCESS) != 0 ? run_with_companion(start) : run_pinned(start);
    start->repeat->board->side[start->side].code = code;
    if (code < 0)
        fprintf(stderr, "%s: %s: %s\n", transport->name, start->side == INITIATOR ? "initiator" : "responder",
                strerror(-code));
    _exit(code == 0 ? EXIT_OK : EXIT_FAILED);
}
