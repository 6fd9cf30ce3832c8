/* One repeat: fresh memory, a fresh transport, two fresh processes, each pinned, and the wait for both to end. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core_link.h"

enum { VERIFY_ROUND_TRIPS = 1000 };

static enum reason check(const struct repeat *repeat)
{
    const struct transport *transport = repeat->transport;
    if ((transport->modes & repeat->setup.mode) == 0)
        return REASON_mode_not_offered;
    if (repeat->setup.message_bytes > transport_limit(transport, &repeat->setup))
        return REASON_message_too_large;
    if (repeat->setup.message_bytes < transport->min_message_bytes)
        return REASON_message_too_small;
    if (!os_may_use_cpu(repeat->cpu[0]) || !os_may_use_cpu(repeat->cpu[1]))
        return REASON_cpu_not_allowed;
    if (transport->waiting == SPINNING && (repeat->cpu[0] == repeat->cpu[1] || os_cpu_quota_milli() < 2000))
        return REASON_spin_needs_two_cpus;
    return REASON_none;
}

uint64_t transport_limit(const struct transport *transport, const struct setup *setup)
{
    uint64_t system = transport->system_limit == NULL ? UNKNOWN : transport->system_limit(setup);
    return system < transport->max_message_bytes ? system : transport->max_message_bytes;
}

enum reason begin_repeat(struct repeat *repeat, const struct request *request, unsigned mode, const uint64_t cpu[2],
                         uint64_t deadline_ns)
{
    const struct transport *transport = request->transport;
    void *memory = NULL;
    int code;
    *repeat = (struct repeat){.request = request,
                              .transport = transport,
                              .setup = {.message_bytes = request->message_bytes, .mode = mode},
                              .cpu = {(int)cpu[0], (int)cpu[1]},
                              .deadline_ns = deadline_ns};
    memcpy(repeat->setup.option, request->option, sizeof repeat->setup.option);
    enum reason reason = check(repeat);
    if (reason != REASON_none)
        return reason;
    if ((code = os_shared_memory(sizeof *repeat->board, &memory)) != 0)
        return reason_of(code);
    repeat->board = memory;
    for (size_t phase = 0; phase < THROUGHPUT_PHASES; phase++)
        atomic_init(&repeat->board->total[phase], UNKNOWN);
    if (mode != THROUGHPUT) {
        repeat->sample_count = request->samples;
        repeat->verify_count = VERIFY_ROUND_TRIPS;
        if (request->samples * request->batch < repeat->verify_count)
            repeat->verify_count = request->samples * request->batch;
        repeat->sample_bytes = request->samples * sizeof repeat->samples[0] * (mode == ONE_WAY ? 2 : 1);
        if ((code = os_shared_memory(repeat->sample_bytes, &memory)) != 0)
            return reason_of(code);
        repeat->samples = memory;
    }
    if ((repeat->state = calloc(1, transport->state_bytes + 1)) == NULL)
        return REASON_memory;
    if ((code = transport->open(repeat->state, &repeat->setup)) != 0)
        fprintf(stderr, "%s: open: %s\n", transport->name, strerror(-code));
    return reason_of(code);
}

void end_repeat(struct repeat *repeat)
{
    if (repeat->state != NULL && repeat->transport->close != NULL)
        repeat->transport->close(repeat->state);
    free(repeat->state);
    os_free_shared_memory(repeat->samples, repeat->sample_bytes);
    os_free_shared_memory(repeat->board, sizeof *repeat->board);
}

int print_repeat_reason(const struct repeat *repeat, enum reason reason)
{
    if (reason == REASON_message_too_large)
        return print_reason(reason, transport_limit(repeat->transport, &repeat->setup));
    if (reason == REASON_message_too_small)
        return print_reason(reason, repeat->transport->min_message_bytes);
    return print_reason(reason, UNKNOWN);
}

static uint64_t option_value(const struct repeat *repeat, const char *name)
{
    const struct transport_option *option = repeat->transport->options;
    for (size_t i = 0; option != NULL && option[i].name != NULL; i++)
        if (strcmp(option[i].name, name) == 0)
            return repeat->setup.option[i];
    return UNKNOWN;
}

/* ---- one side ---- */

struct side_start {
    struct repeat *repeat;
    enum side side;
    side_function *run;
};

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

static void describe(struct repeat *repeat, enum side side, struct link *link)
{
    const struct transport *transport = repeat->transport;
    const bool loopback = (transport->traits & LOOPBACK) != 0;
    *link = (struct link){.transport = transport,
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

static int run_side(struct repeat *repeat, enum side side, side_function *run)
{
    const struct transport *transport = repeat->transport;
    struct board *board = repeat->board;
    struct link link;
    int code = 0;
    describe(repeat, side, &link);
    if (os_pin(repeat->cpu[side]) != 0)
        return REASON_pin_refused;
    if (link.outgoing == NULL || link.incoming == NULL)
        return REASON_memory;
    if (side == INITIATOR)
        board->clock = measure_clock();
    board->side[side].pid = getpid();
    meet(board, side, 1);
    repeat->setup.pid[INITIATOR] = board->side[INITIATOR].pid;
    repeat->setup.pid[RESPONDER] = board->side[RESPONDER].pid;
    if (transport->attach != NULL && (code = transport->attach(repeat->state, &repeat->setup, side)) != 0)
        return code;
    meet(board, side, 2);
    if ((transport->traits & LOOPBACK) != 0)
        return side == INITIATOR ? run(repeat, &link) : 0;
    if ((code = run(repeat, &link)) == 0)
        meet(board, side, 3); /* the last message may need the process that sent it */
    board->side[side].sink = link.sink;
    return code;
}

/* The responder of a transport that needs another thread of the initiator's process, running on another CPU. */
static void *keep_running(void *argument)
{
    const struct side_start *start = argument;
    struct board *board = start->repeat->board;
    struct side_report *report = &board->side[RESPONDER];
    if (os_pin(start->repeat->cpu[RESPONDER]) != 0)
        report->code = REASON_pin_refused;
    meet(board, RESPONDER, 1);
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
    code = run_side(start->repeat, INITIATOR, start->run);
    atomic_store(&board->finished, 1);
    pthread_join(companion, NULL);
    return code != 0 ? code : board->side[RESPONDER].code;
}

static void side_body(void *argument)
{
    struct side_start *start = argument;
    const bool one_process = (start->repeat->transport->traits & ONE_PROCESS) != 0;
    int code = one_process ? run_with_companion(start) : run_side(start->repeat, start->side, start->run);
    start->repeat->board->side[start->side].code = code;
    if (code < 0)
        fprintf(stderr, "%s: %s: %s\n", start->repeat->transport->name,
                start->side == INITIATOR ? "initiator" : "responder", strerror(-code));
    _exit(code == 0 ? EXIT_OK : EXIT_FAILED);
}

/* ---- the supervisor ---- */

static enum reason wait_for_sides(const struct repeat *repeat, pid_t pid[2])
{
    while (pid[INITIATOR] != 0 || pid[RESPONDER] != 0) {
        int wait_status = 0;
        pid_t ended = wait_for_child(repeat->deadline_ns, &wait_status);
        if (ended < 0)
            return reason_of((int)ended);
        if (ended != pid[INITIATOR] && ended != pid[RESPONDER])
            return REASON_pin_refused; /* a spinner, which ends by itself only when refused */
        enum side side = ended == pid[INITIATOR] ? INITIATOR : RESPONDER;
        pid[side] = 0;
        if (WIFSIGNALED(wait_status))
            return WTERMSIG(wait_status) == SIGSYS ? REASON_no_such_syscall : REASON_killed;
        if (WEXITSTATUS(wait_status) != EXIT_OK) {
            int code = repeat->board->side[side].code;
            return code == 0 ? REASON_killed : reason_of(code);
        }
    }
    return REASON_none;
}

static uint64_t steal_of(const int cpu[2])
{
    uint64_t first = os_steal_ns(cpu[0]), second = cpu[0] == cpu[1] ? 0 : os_steal_ns(cpu[1]);
    return first == UNKNOWN || second == UNKNOWN ? UNKNOWN : first + second;
}

enum reason run_sides(struct repeat *repeat, side_function *initiate, side_function *respond)
{
    struct side_start start[2] = {{repeat, INITIATOR, initiate}, {repeat, RESPONDER, respond}};
    const size_t processes = (repeat->transport->traits & ONE_PROCESS) != 0 ? 1 : 2; /* the initiator's is the first */
    struct keepers keepers = {.pid = {0, 0}};
    pid_t pid[2] = {0, 0};
    enum reason reason = REASON_none;
    uint64_t steal_before = steal_of(repeat->cpu);
    if (repeat->request->idle == IDLE_KEPT_AWAKE)
        reason = start_keepers(&keepers, repeat->cpu);
    for (size_t side = 0; side < processes && reason == REASON_none; side++) {
        pid[side] = fork_child(side_body, &start[side]);
        if (pid[side] < 0)
            reason = reason_of((int)pid[side]);
    }
    if (reason == REASON_none)
        reason = wait_for_sides(repeat, pid);
    kill_and_reap(pid[INITIATOR]);
    kill_and_reap(pid[RESPONDER]);
    stop_keepers(&keepers);
    uint64_t steal_after = steal_of(repeat->cpu);
    repeat->steal_ns = steal_before == UNKNOWN || steal_after == UNKNOWN ? UNKNOWN : steal_after - steal_before;
    return reason;
}
